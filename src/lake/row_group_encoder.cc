#include "lake/row_group_encoder.h"

#include <string>

#include <arrow/array.h>
#include <arrow/record_batch.h>
#include <arrow/util/bitmap_ops.h>
#include <arrow/util/compression.h>

#include "core/error.h"
#include "lake/map_key_order.h"
#include "lake/parquet_encoding.h"
#include "schema/arrow_schema.h"
#include "schema/arrow_status.h"

namespace millrace {
namespace {

// A larger dictionary would be a burden to readers, which load it completely.
constexpr size_t kDictionaryBytes = 64u << 20;

std::unique_ptr<arrow::util::Codec> MakeCodec(Compression compression) {
  switch (compression) {
    case Compression::kSnappy:
      return Must(arrow::util::Codec::Create(arrow::Compression::SNAPPY));
    case Compression::kZstd:
      return Must(arrow::util::Codec::Create(arrow::Compression::ZSTD));
    case Compression::kNone:
      break;
  }
  return nullptr;
}

bool IsText(const arrow::DataType& type) {
  if (type.id() == arrow::Type::STRING) return true;
  if (type.id() != arrow::Type::DICTIONARY) return false;
  const auto& dictionary = static_cast<const arrow::DictionaryType&>(type);
  return dictionary.index_type()->id() == arrow::Type::INT32 && dictionary.value_type()->id() == arrow::Type::STRING;
}

// Whether `type` is the lake's type of the column, ignoring dictionaries.
bool Fits(ColumnType column, const arrow::DataType& type) {
  const auto is_map = [&](size_t struct_fields) {
    if (type.id() != arrow::Type::MAP) return false;
    const auto& map = static_cast<const arrow::MapType&>(type);
    const arrow::DataType& item = *map.item_type();
    if (!IsText(*map.key_type())) return false;
    if (struct_fields == 0) return IsText(item);
    if (item.id() != arrow::Type::STRUCT || item.num_fields() != static_cast<int>(struct_fields)) return false;
    return IsText(*item.field(0)->type()) && IsText(*item.field(1)->type()) &&
           (struct_fields < 3 || item.field(2)->type()->id() == arrow::Type::INT64);
  };
  switch (column) {
    case ColumnType::kText:
      return IsText(type);
    case ColumnType::kTextMap:
      return is_map(0);
    case ColumnType::kTypedMap:
      return is_map(2);
    case ColumnType::kPropertyMap:
      return is_map(3);
    default:
      return type.Equals(*ArrowType(column));
  }
}

TextRef TextAt(const arrow::StringArray& texts, int64_t i) {
  const int32_t begin = texts.raw_value_offsets()[i];
  return {.data = texts.raw_data() + begin, .size = static_cast<uint32_t>(texts.raw_value_offsets()[i + 1] - begin)};
}

size_t PlainBytes(std::span<const TextRef> texts) {
  size_t bytes = 0;
  for (const TextRef& text : texts) bytes += sizeof(uint32_t) + text.size;
  return bytes;
}

bool DictionaryIsSmaller(size_t plain_bytes, size_t dictionary_bytes, size_t values, size_t dictionary_size) {
  const size_t index_bytes = values * static_cast<size_t>(BitWidth(static_cast<uint32_t>(dictionary_size))) / 8;
  return dictionary_bytes <= kDictionaryBytes && dictionary_bytes + index_bytes < plain_bytes;
}

}  // namespace

RowGroupEncoder::RowGroupEncoder(Compression compression) : writer_(MakeCodec(compression), group_.bytes) {}

RowGroupEncoder::~RowGroupEncoder() = default;

const RowGroup& RowGroupEncoder::Encode(TableId table, const arrow::RecordBatch& batch) {
  const std::span<const Column> columns = TableOf(table).columns;
  MILLRACE_CHECK(batch.num_rows() > 0);
  MILLRACE_CHECK(batch.num_columns() == static_cast<int>(columns.size()));
  group_.rows = batch.num_rows();
  group_.has_sorted_map_keys = true;
  group_.bytes.clear();
  group_.columns.clear();
  const arrow::Schema& schema = *ArrowSchema(table);
  for (int i = 0; i < batch.num_columns(); ++i) {
    EncodeColumn(columns[static_cast<size_t>(i)], schema.field(i)->nullable(), *batch.column(i));
  }
  return group_;
}

size_t RowGroupEncoder::held_bytes() const {
  return group_.bytes.capacity() + writer_.held_bytes() + map_.held_bytes() + text_dictionary_.held_bytes() +
         numbers_.capacity() + (indices_.capacity() + new_index_.capacity()) * sizeof(uint32_t) +
         (texts_.capacity() + dictionary_.capacity()) * sizeof(TextRef);
}

void RowGroupEncoder::EncodeColumn(const Column& column, bool optional, const arrow::Array& array) {
  if (!Fits(column.type, *array.type())) {
    throw InternalError("a batch has the wrong type in column " + std::string(column.name) + ": " +
                        array.type()->ToString());
  }
  const Validity validity = ValidityOf(array);
  if (!optional && validity.nulls > 0) {
    throw InternalError("a batch has nulls in the required column " + std::string(column.name));
  }
  const LeafShape shape = FlatShape(validity, optional);
  switch (column.type) {
    case ColumnType::kText:
      return EncodeText(shape, array, validity);
    case ColumnType::kInt64:
    case ColumnType::kTimestamp:
      return EncodeNumbers<int64_t>(shape, array, validity);
    case ColumnType::kInt32:
    case ColumnType::kDate:
      return EncodeNumbers<int32_t>(shape, array, validity);
    case ColumnType::kDouble:
      return EncodeNumbers<double>(shape, array, validity);
    case ColumnType::kBool:
      return EncodeBooleans(shape, array, validity);
    case ColumnType::kTextMap:
    case ColumnType::kTypedMap:
    case ColumnType::kPropertyMap:
      return EncodeMap(static_cast<const arrow::MapArray&>(array));
  }
}

void RowGroupEncoder::EncodeMap(const arrow::MapArray& map) {
  map_.Assign(map);
  const Validity key = ValidityOf(map_.keys());
  MILLRACE_CHECK(key.nulls == 0);
  group_.has_sorted_map_keys = group_.has_sorted_map_keys && HasSortedKeys(map);
  EncodeText(map_.Shape({}, key, 2), map_.keys(), key);
  const Validity item = ValidityOf(map_.items());
  if (map_.items().type_id() != arrow::Type::STRUCT) {
    EncodeText(map_.Shape({}, item, 3), map_.items(), item);
    return;
  }
  const auto& structs = static_cast<const arrow::StructArray&>(map_.items());
  for (int i = 0; i < structs.num_fields(); ++i) {
    const std::shared_ptr<arrow::Array> field = structs.field(i);
    Validity validity = ValidityOf(*field);
    std::shared_ptr<arrow::Buffer> both;
    if (item.nulls > 0) {
      if (validity.nulls == 0) {
        validity = item;
      } else {
        both = Must(arrow::internal::BitmapAnd(arrow::default_memory_pool(), item.bitmap, item.offset, validity.bitmap,
                                               validity.offset, item.length, 0));
        const int64_t valid = arrow::internal::CountSetBits(both->data(), 0, item.length);
        validity = {.bitmap = both->data(), .offset = 0, .length = item.length, .nulls = item.length - valid};
      }
    }
    const LeafShape shape = map_.Shape(item, validity, 4);
    if (field->type_id() == arrow::Type::INT64) {
      EncodeNumbers<int64_t>(shape, *field, validity);
    } else {
      EncodeText(shape, *field, validity);
    }
  }
}

void RowGroupEncoder::EncodeText(const LeafShape& shape, const arrow::Array& array, const Validity& validity) {
  if (shape.values == 0) {
    group_.columns.push_back(writer_.WriteTexts(shape, {}));
  } else if (array.type_id() == arrow::Type::DICTIONARY) {
    EncodeDictionary(shape, array, validity);
  } else {
    EncodePlainText(shape, array, validity);
  }
}

void RowGroupEncoder::EncodePlainText(const LeafShape& shape, const arrow::Array& array, const Validity& validity) {
  const auto& texts = static_cast<const arrow::StringArray&>(array);
  texts_.clear();
  texts_.reserve(static_cast<size_t>(shape.values));
  ForEachValid(validity, [&](int64_t i) { texts_.push_back(TextAt(texts, i)); });
  indices_.resize(texts_.size());
  if (text_dictionary_.Encode(texts_, indices_)) {
    const std::span<const TextRef> dictionary = text_dictionary_.values();
    if (DictionaryIsSmaller(PlainBytes(texts_), PlainBytes(dictionary), texts_.size(), dictionary.size())) {
      group_.columns.push_back(writer_.WriteTextDictionary(shape, dictionary, indices_));
      return;
    }
  }
  group_.columns.push_back(writer_.WriteTexts(shape, texts_));
}

void RowGroupEncoder::EncodeDictionary(const LeafShape& shape, const arrow::Array& array, const Validity& validity) {
  const auto& encoded = static_cast<const arrow::DictionaryArray&>(array);
  const auto& dictionary = static_cast<const arrow::StringArray&>(*encoded.dictionary());
  const auto* raw =
      reinterpret_cast<const uint32_t*>(static_cast<const arrow::Int32Array&>(*encoded.indices()).raw_values());
  std::span<const uint32_t> indices(raw, static_cast<size_t>(array.length()));
  if (validity.nulls > 0) {
    indices_.resize(indices.size());
    CopyValid(raw, validity, indices_.data());
    indices = std::span(indices_).first(static_cast<size_t>(shape.values));
  }
  dictionary_.clear();
  for (int64_t i = 0; i < dictionary.length(); ++i) dictionary_.push_back(TextAt(dictionary, i));
  // With few distinct texts there is nothing to gain.
  if (dictionary_.size() > indices.size() / 2) {
    indices = DropUnused(indices);
    size_t plain_bytes = 0;
    for (const uint32_t index : indices) plain_bytes += sizeof(uint32_t) + dictionary_[index].size;
    if (!DictionaryIsSmaller(plain_bytes, PlainBytes(dictionary_), indices.size(), dictionary_.size())) {
      texts_.clear();
      for (const uint32_t index : indices) texts_.push_back(dictionary_[index]);
      group_.columns.push_back(writer_.WriteTexts(shape, texts_));
      return;
    }
  }
  group_.columns.push_back(writer_.WriteTextDictionary(shape, dictionary_, indices));
}

// Renumbers the entries of dictionary_ that are used, in the order of their first use.
std::span<const uint32_t> RowGroupEncoder::DropUnused(std::span<const uint32_t> indices) {
  constexpr uint32_t kUnused = UINT32_MAX;
  new_index_.assign(dictionary_.size(), kUnused);
  texts_.clear();
  for (const uint32_t index : indices) {
    if (new_index_[index] != kUnused) continue;
    new_index_[index] = static_cast<uint32_t>(texts_.size());
    texts_.push_back(dictionary_[index]);
  }
  if (texts_.size() == dictionary_.size()) return indices;
  dictionary_.swap(texts_);
  // `indices` may lie in indices_ itself: each is read before it is written.
  const size_t count = indices.size();
  const uint32_t* from = indices.data();
  if (indices_.size() < count) indices_.resize(count);
  for (size_t i = 0; i < count; ++i) indices_[i] = new_index_[from[i]];
  return std::span(indices_).first(count);
}

template <typename T>
void RowGroupEncoder::EncodeNumbers(const LeafShape& shape, const arrow::Array& array, const Validity& validity) {
  const T* values = array.data()->GetValues<T>(1);
  if (validity.nulls > 0) {
    numbers_.clear();
    T* room = reinterpret_cast<T*>(numbers_.Reserve(static_cast<size_t>(validity.length) * sizeof(T)));
    CopyValid(values, validity, room);
    values = room;
  }
  group_.columns.push_back(writer_.WriteNumbers(shape, std::span(values, static_cast<size_t>(shape.values))));
}

void RowGroupEncoder::EncodeBooleans(const LeafShape& shape, const arrow::Array& array, const Validity& validity) {
  const auto& booleans = static_cast<const arrow::BooleanArray&>(array);
  numbers_.clear();
  uint8_t* room = numbers_.Reserve(static_cast<size_t>(shape.values));
  ForEachValid(validity, [&](int64_t i) { *room++ = static_cast<uint8_t>(booleans.Value(i)); });
  group_.columns.push_back(writer_.WriteBooleans(shape, std::span(numbers_.data(), static_cast<size_t>(shape.values))));
}

}  // namespace millrace
