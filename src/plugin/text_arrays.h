// Conversions between the forms of texts: dictionaries, as the kernel builds them; plain, as a plug-in may want them;
// cut to the length of their column. Pure functions; thread-safe. Throw SystemError if memory runs out.
#pragma once

#include <cstdint>
#include <memory>

namespace arrow {
class Array;
class DataType;
}  // namespace arrow

namespace millrace {

// The same values with every nested dictionary<int32, utf8> as utf8. Throws SystemError if they exceed an array's
// limit.
std::shared_ptr<arrow::Array> Expanded(const std::shared_ptr<arrow::Array>& array,
                                       const std::shared_ptr<arrow::DataType>& plain_type);

// A utf8 array as dictionary<int32, utf8>; a dictionary is returned unchanged.
std::shared_ptr<arrow::Array> DictionaryEncoded(const std::shared_ptr<arrow::Array>& array);

// The same array (utf8 or dictionary) with null for texts longer than `max_bytes`; adds their number to `dropped`.
std::shared_ptr<arrow::Array> DropLongTexts(const std::shared_ptr<arrow::Array>& array, uint32_t max_bytes,
                                            uint64_t& dropped);

// The texts (utf8 or dictionary) cut to `max_bytes` each, 0 for no limit; adds the number of cut ones to `truncated`.
std::shared_ptr<arrow::Array> CutTexts(const std::shared_ptr<arrow::Array>& array, uint32_t max_bytes,
                                       uint64_t& truncated);

}  // namespace millrace
