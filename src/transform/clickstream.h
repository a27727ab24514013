// The transformer of the clickstream SDKs turns a decoded payload into a bundle of events, bound, validated and mapped
// to columns (spec/transform-clickstream.md, with the decisions of spec/README.md). Each event is bound on its own: an
// error in one rejects only that one.
//
// Not thread-safe: one transformer a worker; reuses its memory.
#pragma once

#include <memory>

#include "transform/transformer.h"

namespace millrace {

class ClickstreamTransformer final : public Transformer {
 public:
  explicit ClickstreamTransformer(const TransformOptions& options);
  ~ClickstreamTransformer() override;

  bool Transform(const RawRow& row, std::string_view json, EventBundle& bundle, std::string& error) override;
  bool Next(EventBundle& bundle) override;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace millrace
