// The transformer of the Sensors Data SDKs (spec/transform-sensors.md, with its deliberate differences and the
// decisions of spec/README.md). Each record is bound and judged on its own. Not thread-safe: one per worker.
#pragma once

#include <memory>

#include "transform/transformer.h"

namespace millrace {

std::unique_ptr<Transformer> MakeSensorsTransformer(const TransformOptions& options);

}  // namespace millrace
