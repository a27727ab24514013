// Reads the elements of a decoded payload one after the other (spec/raw-input.md §3): the elements of an array; an
// object counts as a list of one; several consecutive values count as one list.
//
// Returns events in blocks, because an EventRow takes kilobytes and an element may be two bytes long: 128 events, or 1
// MiB of text, whichever is less, or one longer event. Returns no block before the whole payload is known to be JSON. A
// payload that fits into one block is read once. In a longer one, the text after the first block is first validated by
// a pass that binds nothing, and then bound block by block.
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

// How a client binds one element. Each function reads the whole element, adds nothing to the bundle, and returns an
// error only if the text is not JSON or nested deeper than kMaxEventDepth.
class ElementBinder {
 public:
  virtual ~ElementBinder() = default;
  // Releases the previous block, including memory that a huge event allocated.
  virtual void BeginBlock() {
    constexpr size_t kKeptBytes = 1u << 20;
    if (scratch_.capacity() > kKeptBytes) scratch_ = {};
  }
  virtual simdjson::error_code BindObject(simdjson::ondemand::object object, EventRow& event, EventBundle& bundle) = 0;
  // An element that is not an object. It is not an event, unless the client says otherwise.
  virtual simdjson::error_code BindOther(simdjson::ondemand::value value, EventRow& event, EventBundle& bundle);

 protected:
  std::string scratch_;
};

// The text of an element in the payload, and its nesting depth, counting itself.
struct PayloadElement {
  std::string_view text;
  size_t depth = 0;
};

class BundleReader {
 public:
  // Reads the first block of a payload; every event gets its original text. Sets bundle.elements. Returns false, with
  // `bundle` empty and `error` set, if the payload is not valid JSON to its end. `json` is followed by kJsonPadding
  // readable bytes and must live until the last Next.
  bool Begin(std::string_view json, ElementBinder& binder, EventBundle& bundle, std::string& error);
  // Replaces the last block by the next one and advances bundle.first_index. Returns false at the end.
  bool Next(ElementBinder& binder, EventBundle& bundle);

 private:
  using Element = PayloadElement;

  // Steps over the elements of strict JSON without reading them.
  class Steps {
   public:
    // Starts at byte `at`: before an element if `in_array`, otherwise between values.
    Steps(std::string_view json, size_t at, bool in_array);
    // Returns false at the end, or if the next text is not JSON: then error() is not empty.
    bool Next(Element& element);
    const std::string& error() const { return scanner_.error(); }

   private:
    bool EnterArray();

    std::string_view json_;
    JsonScanner scanner_;
    bool in_array_;
  };

  // Binds elements until the block is full; then `read` is the position of the next one.
  simdjson::error_code Read(std::string_view json, ElementBinder& binder, EventBundle& bundle, size_t& read,
                            bool& in_array);
  // `tokens`: how many the element has, of an object.
  static simdjson::error_code ReadElement(simdjson::ondemand::value element, ElementBinder& binder, EventBundle& bundle,
                                          size_t& tokens);
  bool ReadNext(ElementBinder& binder, EventBundle& bundle);
  void ReadOne(ElementBinder& binder, EventBundle& bundle);
  void GiveBackLarge();

  simdjson::ondemand::parser parser_;
  std::optional<Steps> steps_;  // over the elements that are not bound yet
  std::optional<Element> next_;
  std::string chunk_;  // the elements of a block as an array
};

}  // namespace millrace
