// Conversions between the three forms in which texts cross a border: dictionaries, as the kernel builds them; plain, as
// a plug-in may want them; cut to the length of their column. Pure functions; thread-safe. Throw SystemError when
// memory runs out.
#pragma once

#include <cstdint>
#include <memory>

namespace arrow {
class Array;
class DataType;
}  // namespace arrow

namespace millrace {

// The same values with every dictionary<int32, utf8> inside as utf8. Throws SystemError when they outgrow an array.
std::shared_ptr<arrow::Array> Expanded(const std::shared_ptr<arrow::Array>& array,
                                       const std::shared_ptr<arrow::DataType>& plain_type);

// A utf8 array as dictionary<int32, utf8>; a dictionary stays.
std::shared_ptr<arrow::Array> DictionaryEncoded(const std::shared_ptr<arrow::Array>& array);

// The same with null for every text (utf8 or dictionary) of more than `max_bytes`; adds to `dropped` how many.
std::shared_ptr<arrow::Array> DropLongTexts(const std::shared_ptr<arrow::Array>& array, uint32_t max_bytes,
                                            uint64_t& dropped);

// Texts (utf8 or dictionary) of at most `max_bytes` each, 0 for no limit; adds to `truncated` what was cut.
std::shared_ptr<arrow::Array> CutTexts(const std::shared_ptr<arrow::Array>& array, uint32_t max_bytes,
                                       uint64_t& truncated);

}  // namespace millrace
