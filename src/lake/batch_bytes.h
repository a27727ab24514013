// Computes the size of the data of a batch.
#pragma once

#include <cstddef>

namespace arrow {
class RecordBatch;
}

namespace millrace {

// The bytes of the rows of a batch, including dictionaries, excluding other data in shared buffers. This is the number
// of arrow::util::ReferencedBufferSize, which takes 0.4 ms for a batch of event_v2 because it sorts the buffers by
// address. Buffers that two columns share are counted twice. Thread-safe.
size_t BatchBytes(const arrow::RecordBatch& batch);

}  // namespace millrace
