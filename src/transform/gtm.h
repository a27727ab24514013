// The transformer of the Google Tag Manager server-side container (spec/transform-gtm.md, with its deliberate
// differences and the decisions of spec/README.md). Each event is bound and judged on its own. Not thread-safe: one a
// worker.
#pragma once

#include <memory>

#include "transform/transformer.h"

namespace millrace {

std::unique_ptr<Transformer> MakeGtmTransformer(const TransformOptions& options);

}  // namespace millrace
