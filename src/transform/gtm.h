// The transformer of the Google Tag Manager server-side container (spec/transform-gtm.md, with its deliberate
// differences and the decisions of spec/README.md). Each event is bound and judged on its own.
#pragma once

#include <memory>

#include "transform/transformer.h"

namespace millrace {

class GtmTransformer final : public Transformer {
 public:
  explicit GtmTransformer(const TransformOptions& options);
  ~GtmTransformer() override;

  bool Transform(const RawRow& row, std::string_view json, EventBundle& bundle, std::string& error) override;
  bool Next(EventBundle& bundle) override;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace millrace
