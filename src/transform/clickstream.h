// The transformer of the clickstream SDKs turns a decoded payload into a bundle of events, bound, validated and mapped
// to columns (spec/transform-clickstream.md, with the decisions of spec/README.md). Each event is bound on its own: an
// error in one rejects only that one.
//
// Not thread-safe: one transformer per worker; reuses its memory.
#pragma once

#include <memory>

#include "transform/transformer.h"

namespace millrace {

std::unique_ptr<Transformer> MakeClickstreamTransformer(const TransformOptions& options);

}  // namespace millrace
