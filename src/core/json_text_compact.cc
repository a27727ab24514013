#include <algorithm>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <simdjson.h>

#include "core/json_text.h"
#include "core/trim.h"

namespace millrace {
namespace {

using simdjson::error_code;
using simdjson::ondemand::array;
using simdjson::ondemand::json_type;
using simdjson::ondemand::object;
using simdjson::ondemand::value;

// A member in the output: `"key":value` from `begin` to `end`; the key with its quotes ends at `key_end`.
struct Member {
  uint32_t begin;
  uint32_t key_end;
  uint32_t end;
};

uint32_t Place(const std::string& out) {
  return static_cast<uint32_t>(out.size());  // a line has 64 MiB at most
}

// Writes one value. The members of all open objects are on one stack, so that nested objects need no allocation.
class CompactWriter {
 public:
  CompactWriter(std::string& out, std::vector<Member>& members) : out_(out), members_(members) {}

  error_code Value(value json, int depth) {
    json_type type{};
    if (const auto error = json.type().get(type)) return error;
    switch (type) {
      case json_type::object: {
        object members;
        if (const auto error = json.get_object().get(members)) return error;
        return Object(members, depth);
      }
      case json_type::array: {
        array elements;
        if (const auto error = json.get_array().get(elements)) return error;
        return Array(elements, depth);
      }
      case json_type::string:
        // Read and not skipped: when it skips, simdjson accepts a string and a colon as a key and a value.
        if (const auto error = json.get_raw_json_string().error()) return error;
        return String(TrimEnd(json.raw_json_token()));
      case json_type::number:
        return Number(json.raw_json_token());
      case json_type::boolean:
      case json_type::null:
        break;
    }
    const std::string_view token = TrimEnd(json.raw_json_token());
    if (token != "true" && token != "false" && token != "null") return simdjson::TAPE_ERROR;
    out_.append(token);
    return simdjson::SUCCESS;
  }

  error_code Array(array elements, int depth) {
    if (depth >= kMaxJsonDepth) return simdjson::DEPTH_ERROR;
    out_.push_back('[');
    bool first = true;
    for (auto element : elements) {
      if (const auto error = element.error()) return error;
      if (!first) out_.push_back(',');
      first = false;
      if (const auto error = Value(element.value_unsafe(), depth + 1)) return error;
    }
    out_.push_back(']');
    return simdjson::SUCCESS;
  }

  error_code Object(object fields, int depth) {
    if (depth >= kMaxJsonDepth) return simdjson::DEPTH_ERROR;
    out_.push_back('{');
    const size_t start = out_.size();
    const size_t first_member = members_.size();
    for (auto field : fields) {
      simdjson::ondemand::field member;
      if (const auto error = std::move(field).get(member)) return error;
      if (out_.size() > start) out_.push_back(',');
      Member place{Place(out_), 0, 0};
      if (const auto error = String(TrimEnd(member.key_raw_json_token()))) return error;
      place.key_end = Place(out_);
      out_.push_back(':');
      if (const auto error = Value(member.value(), depth + 1)) return error;
      place.end = Place(out_);
      members_.push_back(place);
    }
    DropDuplicates(start, first_member);
    members_.resize(first_member);
    out_.push_back('}');
    return simdjson::SUCCESS;
  }

 private:
  std::string_view Key(const Member& member) const {
    return std::string_view(out_).substr(member.begin, member.key_end - member.begin);
  }

  // Whether two keys may be equal; needs much less memory than an exact comparison.
  bool SharesHash(std::span<const Member> members) const {
    std::vector<size_t> hashes(members.size());
    std::ranges::transform(members, hashes.begin(),
                           [&](const Member& member) { return std::hash<std::string_view>()(Key(member)); });
    std::ranges::sort(hashes);
    return std::ranges::adjacent_find(hashes) != hashes.end();
  }

  // Keys are compared in the form of the output, where each key has only one spelling.
  void DropDuplicates(size_t start, size_t first_member) {
    constexpr size_t kFew = 24;
    const size_t count = members_.size() - first_member;
    Member* const members = members_.data() + first_member;
    bool found = false;
    if (count <= kFew) {
      for (size_t i = 1; i < count && !found; ++i) {
        for (size_t j = 0; j < i && !found; ++j) found = Key(members[i]) == Key(members[j]);
      }
      if (!found) return;
    } else if (!SharesHash({members, count})) {
      return;
    }
    std::unordered_map<std::string_view, size_t> place;
    std::vector<Member> kept;
    for (size_t i = 0; i < count; ++i) {
      const auto [entry, is_new] = place.emplace(Key(members[i]), kept.size());
      if (is_new) {
        kept.push_back(members[i]);
      } else {
        kept[entry->second] = members[i];
      }
    }
    if (kept.size() == count) return;
    std::string text;
    for (const Member& member : kept) {
      if (!text.empty()) text.push_back(',');
      text.append(out_, member.begin, member.end - member.begin);
    }
    out_.replace(start, std::string::npos, text);
  }

  error_code String(std::string_view token) {
    if (token.size() < 2 || token.back() != '"') return simdjson::STRING_ERROR;
    const std::string_view raw = token.substr(1, token.size() - 2);
    // Without escapes the text already has its only spelling, because simdjson rejects control characters.
    if (raw.find('\\') == std::string_view::npos) {
      out_.append(token);
      return simdjson::SUCCESS;
    }
    text_.clear();
    if (!UnescapeJsonString(raw, text_)) return simdjson::STRING_ERROR;
    AppendJsonString(out_, text_);
    return simdjson::SUCCESS;
  }

  error_code Number(std::string_view token) {
    const size_t start = out_.size();
    switch (AppendNumber(out_, token)) {
      case NumberText::kInvalid:
        return simdjson::NUMBER_ERROR;
      case NumberText::kInfinity:
        out_.insert(start, 1, '"');
        out_.push_back('"');
        break;
      case NumberText::kNumber:
        break;
    }
    return simdjson::SUCCESS;
  }

  std::string& out_;
  std::vector<Member>& members_;
  std::string text_;
};

template <typename Write>
error_code WithWriter(std::string& out, Write write) {
  thread_local std::vector<Member> members;  // keeps its memory from value to value
  constexpr size_t kKeptMembers = 16'384;
  if (members.capacity() > kKeptMembers) members = {};
  members.clear();
  return write(CompactWriter(out, members));
}

}  // namespace

error_code AppendCompactJson(value json, std::string& out) {
  return WithWriter(out, [&](CompactWriter writer) { return writer.Value(json, 0); });
}

error_code AppendCompactJson(object json, std::string& out) {
  return WithWriter(out, [&](CompactWriter writer) { return writer.Object(json, 0); });
}

error_code AppendCompactJson(array json, std::string& out) {
  return WithWriter(out, [&](CompactWriter writer) { return writer.Array(json, 0); });
}

}  // namespace millrace
