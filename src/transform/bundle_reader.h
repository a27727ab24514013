// The elements of a decoded payload, one after the other (spec/raw-input.md §3): of an array its elements; an object is
// a payload of one; several values, one after the other, are one list.
//
// Events come in blocks, since an EventRow takes kilobytes and an element may be two bytes long: 128 events, or 1 MiB
// of text, whichever is less, or one event that is longer. No block is given before the whole payload is known to be
// JSON. A payload that fits one block is read once. Of a longer one, what stands behind the first block is checked by a
// pass that binds nothing, and then bound block by block.
//
// Not thread-safe: one reader a transformer; reuses its memory.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <simdjson.h>

#include "core/json_grammar.h"
#include "transform/event_row.h"

namespace millrace {

// The deepest element that is read; the element itself is level 1 (spec/README.md, «raw-input, depth»).
inline constexpr int kMaxEventDepth = kMaxJsonDepth;

// Whether the text of one JSON value is nested deeper than an event may be.
bool IsTooDeep(std::string_view json);
void RejectTooDeep(EventRow& event);

// What a client makes of one element. Each function reads all of it, adds nothing to the bundle, and returns an error
// only when the text is no JSON, or nested deeper than kMaxEventDepth.
class ElementBinder {
 public:
  virtual ~ElementBinder() = default;
  // The block before is no longer needed; nor is what a huge event of it grew.
  virtual void BeginBlock() {
    constexpr size_t kKeptBytes = 1u << 20;
    if (scratch.capacity() > kKeptBytes) scratch = {};
  }
  virtual simdjson::error_code BindObject(simdjson::ondemand::object object, EventRow& event, EventBundle& bundle) = 0;
  // What is no object: no event, unless a client knows better.
  virtual simdjson::error_code BindOther(simdjson::ondemand::value value, EventRow& event, EventBundle& bundle);

 protected:
  std::string scratch;
};

// An element of a payload as it stands there, and how deep it is nested, itself counted.
struct PayloadElement {
  std::string_view text;
  size_t depth = 0;
};

class BundleReader {
 public:
  // The first block of a payload; every event gets its original text. False, with `bundle` empty and `error` set, when
  // the payload is not all JSON. `json` is followed by kJsonPadding readable bytes and must live until the last Next.
  bool Begin(std::string_view json, ElementBinder& binder, EventBundle& bundle, std::string& error);
  // The next block in place of the last one, which moves bundle.first_index on. False at the end.
  bool Next(ElementBinder& binder, EventBundle& bundle);

 private:
  using Element = PayloadElement;

  // Steps over the elements of strict JSON without reading them.
  class Steps {
   public:
    // From byte `at` on: where an element is due if `in_array`, else between values.
    Steps(std::string_view json, size_t at, bool in_array);
    // False at the end, or when what comes is no JSON: then error() is not empty.
    bool Next(Element& element);
    const std::string& error() const { return scanner_.error(); }

   private:
    bool EnterArray();

    std::string_view json_;
    JsonScanner scanner_;
    bool in_array_;
  };

  // Binds elements until the block is full; then `read` is where the next one is due.
  simdjson::error_code Read(std::string_view json, ElementBinder& binder, EventBundle& bundle, size_t& read,
                            bool& in_array);
  // `tokens`: how many the element has, of an object.
  static simdjson::error_code ReadElement(simdjson::ondemand::value element, ElementBinder& binder, EventBundle& bundle,
                                          size_t& tokens);
  bool ReadNext(ElementBinder& binder, EventBundle& bundle);
  void ReadOne(ElementBinder& binder, EventBundle& bundle);
  void GiveBackLarge();

  simdjson::ondemand::parser parser_;
  std::optional<Steps> steps_;  // over what is not bound yet
  std::optional<Element> next_;
  std::string chunk_;  // the elements of a block as an array
};

}  // namespace millrace
