// The small encodings inside a Parquet page, as the format's Encodings.md and parquet.thrift define them: the hybrid of
// runs and bit-packed groups for levels and dictionary indices, and the headers of pages. Pure functions; thread-safe.
#pragma once

#include <cstdint>

#include "lake/byte_buffer.h"

namespace millrace {

// The number of bits for the numbers 0…max.
int BitWidth(uint32_t max);

// Appends `count` values below 2^width as runs (of equal values, where they are long) and bit-packed groups. width:
// 0–32.
void AppendHybrid(const uint32_t* values, int64_t count, int width, ByteBuffer& out);
void AppendHybrid(const uint8_t* values, int64_t count, int width, ByteBuffer& out);
// One run: `count` times `value`.
void AppendHybridRun(uint32_t value, int64_t count, int width, ByteBuffer& out);
// Appends `count` values of one bit, read from a bitmap from bit `offset` on. (An Arrow validity map is the definition
// levels of a flat column.)
void AppendHybridBits(const uint8_t* bitmap, int64_t offset, int64_t count, ByteBuffer& out);

// Booleans, a byte each, as a bitmap: the plain encoding of the type.
void AppendBits(const uint8_t* values, int64_t count, ByteBuffer& out);

// Page headers (Thrift's compact protocol). Sizes in bytes, without the header.
void AppendDataPageHeader(int32_t uncompressed, int32_t compressed, int32_t levels, bool dictionary_encoded,
                          ByteBuffer& out);
void AppendDictionaryPageHeader(int32_t uncompressed, int32_t compressed, int32_t values, ByteBuffer& out);

}  // namespace millrace
