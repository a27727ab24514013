// Builds the answer for one user agent: the replacements of the rules, versions, JSON texts and the category
// (enrichment.md §2.2–2.4, U1, U2, U4, U7). Reuses its buffers. Not thread-safe; one per parser.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "enrich/device_category.h"
#include "enrich/device_rules.h"
#include "enrich/user_agent.h"
#include "enrich/user_agent_file.h"
#include "enrich/user_agent_matcher.h"

namespace millrace {

// The content of UserAgentRules.
struct UserAgentLists {
  UserAgentMatcher matcher;
  DeviceRules devices;
};

class UserAgentAnswer {
 public:
  // The matcher must outlive the answer.
  explicit UserAgentAnswer(const UserAgentMatcher& matcher) : matcher_(matcher) {}

  // Builds the answer for a user agent, which must not be empty. Throws a UserError if a rule cannot be compiled.
  void Build(std::string_view user_agent, const AppDeviceRules& devices);
  // Returns the answer as views of `buffer`, which receives the text. The caller sets `UserAgent::text`.
  UserAgent Finish(std::string& buffer) const;

 private:
  // A part of text_ by position, because text_ may still be reallocated; or null.
  struct Part {
    size_t start = 0;
    size_t size = 0;
    bool is_null = true;
  };
  // A browser or an operating system.
  struct Software {
    Part family;
    Part major;
    Part minor;
    Part patch;
    Part patch_minor;  // of an operating system only
  };

  std::string_view View(Part part) const {
    return part.is_null ? std::string_view() : std::string_view(text_).substr(part.start, part.size);
  }
  Part Add(std::string_view text) {
    if (text.data() == nullptr) return {};
    text_ += text;
    return {text_.size() - text.size(), text.size(), false};
  }
  Part AddUnlessEmpty(std::string_view text) { return text.empty() ? Part{} : Add(text); }

  Part AddReplaced(std::string_view pattern, int last_group, bool only_first);
  Part AddTrimmed(std::string_view pattern);
  Part AddOsVersion(const std::optional<std::string>& replacement, int group);
  Part AddVersion(const Software& software);
  Part AddJson(const Software& software, bool with_patch_minor);
  void FindBrowser();
  void FindOs();
  void FindDevice();

  const UserAgentMatcher& matcher_;
  std::string repaired_;
  PreparedText prepared_;
  MatchGroups groups_;
  std::string text_;
  Software browser_;
  Software os_;
  Part device_;
  Part brand_;
  Part model_;
  Part browser_version_;
  Part os_version_;
  Part browser_json_;
  Part os_json_;
  Part device_json_;
  DeviceKind kind_;
};

}  // namespace millrace
