// The data that comes with the program: where it is looked for. Documented in docs/reference/config.md. Thread-safe;
// each call looks at the environment and at the disk.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/config.h"

namespace millrace {

// The places, in order: the folders of MILLRACE_DATA (colons between them); share/millrace beside the program's folder,
// and what a build tree has there (deps and data, up to three folders above the program); /usr/local/share/millrace and
// /usr/share/millrace.
std::vector<std::string> DataFolders();

// The file or folder in use: the config's, which must exist, else the first found in DataFolders. Throws UserError that
// says where was looked.
// GeoLite2-City.mmdb; empty when the config names none and no data folder has one (spec/enrichment.md, I6).
std::string GeoDatabasePath(const Config& config);
std::string UserAgentRulesPath(const Config& config);  // regexes.yaml
// The folder rules/default, for what the config's own rules leave out. A folder that the config names must exist.
std::string DefaultRulesPath(const Config& config);

}  // namespace millrace
