// Where the data that ships with the program is searched. Documented in docs/reference/config.md. Thread-safe; each
// call reads the environment and the disk.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/config.h"

namespace millrace {

// The searched directories, in order: those of MILLRACE_DATA (separated by colons); share/millrace next to the
// directory of the program or, in another program, of libmillrace.so, and those of a build tree (deps and data, up to
// three directories above it); /usr/local/share/millrace and /usr/share/millrace.
std::vector<std::string> DataFolders();

// The file or directory in use: that of the config, which must exist, or else the first one in DataFolders. Throws
// UserError that names the searched places.
// GeoLite2-City.mmdb; empty if the config names none and no data directory has one (spec/enrichment.md, I6).
std::string GeoDatabasePath(const Config& config);
std::string UserAgentRulesPath(const Config& config);  // regexes.yaml
// The directory rules/default, for files that the config's own rules do not have. A configured directory must exist.
std::string DefaultRulesPath(const Config& config);

}  // namespace millrace
