// The single checks of doctor.h, by what they look at. Only doctor.cc includes this.
#pragma once

#include <vector>

#include "project/doctor.h"

namespace millrace {

// machine_checks.cc
std::vector<Finding> CheckProgram(Project& project);
std::vector<Finding> CheckConfigFile(Project& project);
std::vector<Finding> CheckClock(Project& project);
std::vector<Finding> CheckDatabases(Project& project);
std::vector<Finding> CheckRawFolder(Project& project);
std::vector<Finding> CheckLakeFolder(Project& project);
std::vector<Finding> CheckStateFolder(Project& project);
std::vector<Finding> CheckStateBackup(Project& project);
std::vector<Finding> CheckLakeDisk(Project& project);
std::vector<Finding> CheckStateDisk(Project& project);

// lake_checks.cc
std::vector<Finding> CheckRuns(Project& project);
std::vector<Finding> CheckChangedFiles(Project& project);
std::vector<Finding> CheckFailingFiles(Project& project);
std::vector<Finding> CheckLakeFiles(Project& project);
std::vector<Finding> CheckStagedFiles(Project& project);
std::vector<Finding> CheckUploads(Project& project);

// warehouse_checks.cc
std::vector<Finding> CheckWarehouse(Project& project);

// model_checks.cc
std::vector<Finding> CheckModels(Project& project);

}  // namespace millrace
