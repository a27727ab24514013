// The topics of the table of routes: one function and one file each. A new one is added here and to the list in
// topics.cc.
#pragma once

#include "serve/route.h"

namespace millrace {

Topic HealthTopic();     // health_routes.cc
Topic SessionTopic();    // session_routes.cc
Topic SignInTopic();     // sign_in_routes.cc
Topic OperationTopic();  // operation_routes.cc
Topic RunTopic();        // run_routes.cc
Topic FileTopic();       // file_routes.cc
Topic RejectTopic();     // reject_routes.cc
Topic LiveTopic();       // live_routes.cc
Topic ChartTopic();      // chart_routes.cc
Topic AnalysisTopic();   // analysis_routes.cc
Topic SavedTopic();      // saved_routes.cc
Topic WarehouseTopic();  // warehouse_routes.cc
Topic MetadataTopic();   // metadata_routes.cc
Topic InspectTopic();    // inspect_routes.cc
Topic DocumentTopic();   // document_routes.cc

}  // namespace millrace
