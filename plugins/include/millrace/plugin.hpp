// A C++ layer on plugin.h, for plug-ins without Arrow: columns in as typed views, columns out as typed builders, config
// as a map, exceptions as errors. Header only, C++17, standard library only.
//
//     class Weather {
//      public:
//       static constexpr const char* kDescription = "adds the weather of the event's city";
//       static constexpr const char* kConfigKeys[] = {"unit", nullptr};
//       static constexpr const char* kReads[] = {"geo_city", nullptr};
//       static constexpr const char* kSets[] = {"custom.weather", nullptr};
//       explicit Weather(const millrace::plugin::Config& config);       // throws what is wrong with it
//       void Run(const millrace::plugin::Batch& in, millrace::plugin::Output& out);
//     };
//     MILLRACE_ENRICHMENT_PLUGIN("weather", Weather)
//
// docs/how-to/write-a-plugin.md explains a complete one. Each worker thread has its own object, so it needs no locks.
#ifndef MILLRACE_PLUGIN_HPP
#define MILLRACE_PLUGIN_HPP

#include <cstdint>
#include <cstring>
#include <deque>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "millrace/plugin.h"

namespace millrace::plugin {

// The keys of `config`. Texts are unescaped; numbers, true, false and null stay as they are written; lists and maps
// stay JSON text, for a JSON library of your own.
class Config {
 public:
  explicit Config(const char* json) : at_(json) {
    Expect('{');
    if (Peek() == '}') return;
    do {
      std::string key = Text();
      Expect(':');
      values_[std::move(key)] = Value();
    } while (TakeIf(','));
    Expect('}');
  }
  bool Has(const std::string& key) const { return values_.count(key) != 0; }
  std::string Text(const std::string& key, const std::string& otherwise = {}) const {
    const auto found = values_.find(key);
    return found == values_.end() ? otherwise : found->second;
  }
  int64_t Int(const std::string& key, int64_t otherwise = 0) const {
    return Has(key) ? Number<int64_t>(
                          key, [](const std::string& text, size_t* end) -> int64_t { return std::stoll(text, end); })
                    : otherwise;
  }
  double Double(const std::string& key, double otherwise = 0) const {
    return Has(key) ? Number<double>(key, [](const std::string& text, size_t* end) { return std::stod(text, end); })
                    : otherwise;
  }
  bool Bool(const std::string& key, bool otherwise = false) const {
    const std::string text = Text(key, otherwise ? "true" : "false");
    if (text != "true" && text != "false") throw std::runtime_error("`" + key + "` must be true or false, not " + text);
    return text == "true";
  }

 private:
  template <typename T>
  T Number(const std::string& key, T (*read)(const std::string& text, size_t* end)) const {
    const std::string& text = values_.at(key);
    size_t end = 0;
    try {
      const T number = read(text, &end);
      if (end == text.size()) return number;
    } catch (const std::logic_error&) {  // said below
    }
    throw std::runtime_error("`" + key + "` must be a number, not " + text);
  }
  char Peek() {
    while (*at_ == ' ' || *at_ == '\t' || *at_ == '\n' || *at_ == '\r') ++at_;
    return *at_;
  }
  bool TakeIf(char c) {
    if (Peek() != c) return false;
    ++at_;
    return true;
  }
  void Expect(char c) {
    if (!TakeIf(c)) throw std::runtime_error(std::string("the config is no JSON object: `") + c + "` is missing");
  }
  static void AppendUtf8(uint32_t code, std::string& out) {
    if (code < 0x80) {
      out += static_cast<char>(code);
    } else if (code < 0x800) {
      out += static_cast<char>(0xC0 | code >> 6);
      out += static_cast<char>(0x80 | (code & 63));
    } else if (code < 0x10000) {
      out += static_cast<char>(0xE0 | code >> 12);
      out += static_cast<char>(0x80 | (code >> 6 & 63));
      out += static_cast<char>(0x80 | (code & 63));
    } else {
      out += static_cast<char>(0xF0 | code >> 18);
      out += static_cast<char>(0x80 | (code >> 12 & 63));
      out += static_cast<char>(0x80 | (code >> 6 & 63));
      out += static_cast<char>(0x80 | (code & 63));
    }
  }
  uint32_t Hex() {
    const std::string digits(at_, strnlen(at_, 4));
    at_ += digits.size();
    return static_cast<uint32_t>(std::stoul(digits, nullptr, 16));
  }
  std::string Text() {
    Expect('"');
    std::string text;
    for (; *at_ != '"'; ++at_) {
      if (*at_ == '\0') throw std::runtime_error("the config is no JSON object: a text does not end");
      if (*at_ != '\\') {
        text += *at_;
        continue;
      }
      static constexpr char kEscapes[] = "b\bf\fn\nr\rt\t";
      const char escape = *++at_;
      if (escape == 'u') {
        ++at_;
        uint32_t code = Hex();
        if (code >= 0xD800 && code < 0xDC00 && at_[0] == '\\' && at_[1] == 'u') {
          at_ += 2;
          code = 0x10000 + ((code - 0xD800) << 10) + (Hex() - 0xDC00);
        }
        AppendUtf8(code, text);
        --at_;
      } else {
        const char* const known = std::strchr(kEscapes, escape);
        text += known != nullptr && (known - kEscapes) % 2 == 0 ? known[1] : escape;
      }
    }
    ++at_;
    return text;
  }
  std::string Value() {
    if (Peek() == '"') return Text();
    const char* const begin = at_;
    int depth = 0;
    while (*at_ != '\0' && (depth > 0 || (*at_ != ',' && *at_ != '}'))) {
      if (*at_ == '"') {
        Text();
        continue;
      }
      depth += (*at_ == '{' || *at_ == '[') - (*at_ == '}' || *at_ == ']');
      ++at_;
    }
    const char* end = at_;
    while (end > begin && (end[-1] == ' ' || end[-1] == '\n')) --end;
    return {begin, end};
  }

  const char* at_;
  std::map<std::string, std::string> values_;
};

inline bool IsNull(const ArrowArray& array, int64_t row) {
  const auto* const bits = static_cast<const uint8_t*>(array.n_buffers > 0 ? array.buffers[0] : nullptr);
  const int64_t at = row + array.offset;
  return bits != nullptr && (bits[at / 8] >> (at % 8) & 1) == 0;
}

// An input column of texts, plain or as a dictionary. Views are valid during Run.
class TextColumn {
 public:
  TextColumn(const ArrowSchema& schema, const ArrowArray& array) : array_(&array), texts_(&array) {
    if (schema.dictionary != nullptr) texts_ = array.dictionary;
    const std::string format = schema.dictionary != nullptr ? schema.dictionary->format : schema.format;
    if (format != "u") throw std::runtime_error(std::string("column `") + schema.name + "` holds no texts");
  }
  bool IsNull(int64_t row) const { return plugin::IsNull(*array_, row); }
  // The text of a row; empty if it is null.
  std::string_view operator[](int64_t row) const {
    if (IsNull(row)) return {};
    return Entry(texts_ == array_ ? row : Index(row));
  }
  // With MILLRACE_DICTIONARIES: the number of distinct texts, the text at an index, and the index of a row's text.
  bool is_dictionary() const { return texts_ != array_; }
  int64_t size() const { return texts_->length; }
  std::string_view Entry(int64_t number) const {
    const auto* const offsets = static_cast<const int32_t*>(texts_->buffers[1]) + texts_->offset;
    const auto* const bytes = static_cast<const char*>(texts_->buffers[2]);
    const auto length = static_cast<size_t>(offsets[number + 1] - offsets[number]);
    return length == 0 ? std::string_view("") : std::string_view(bytes + offsets[number], length);
  }
  int32_t Index(int64_t row) const { return static_cast<const int32_t*>(array_->buffers[1])[row + array_->offset]; }

 private:
  const ArrowArray* array_;
  const ArrowArray* texts_;
};

// An input column of numbers: int32_t, int64_t (times, too) or double.
template <typename T>
class NumberColumn {
 public:
  explicit NumberColumn(const ArrowArray& array) : array_(&array) {}
  bool IsNull(int64_t row) const { return plugin::IsNull(*array_, row); }
  T operator[](int64_t row) const { return static_cast<const T*>(array_->buffers[1])[row + array_->offset]; }

 private:
  const ArrowArray* array_;
};

// The input of Run. Maps and booleans can only be accessed through the C interface.
class Batch {
 public:
  Batch(const ArrowSchema& schema, const ArrowArray& array) : schema_(schema), array_(array) {}
  int64_t rows() const { return array_.length; }
  TextColumn Text(std::string_view name) const { return {*schema_.children[Find(name)], *array_.children[Find(name)]}; }
  NumberColumn<int32_t> Int32(std::string_view name) const { return NumberColumn<int32_t>(Column(name, "i")); }
  NumberColumn<int64_t> Int64(std::string_view name) const { return NumberColumn<int64_t>(Column(name, "lt")); }
  NumberColumn<double> Double(std::string_view name) const { return NumberColumn<double>(Column(name, "g")); }
  const ArrowSchema& schema() const { return schema_; }
  const ArrowArray& array() const { return array_; }

 private:
  int64_t Find(std::string_view name) const {
    for (int64_t i = 0; i < schema_.n_children; ++i) {
      if (name == schema_.children[i]->name) return i;
    }
    throw std::runtime_error("the column `" + std::string(name) + "` is not among those that it reads");
  }
  const ArrowArray& Column(std::string_view name, const char* formats) const {
    const int64_t at = Find(name);
    if (std::strchr(formats, schema_.children[at]->format[0]) == nullptr) {
      throw std::runtime_error("the column `" + std::string(name) + "` has another type");
    }
    return *array_.children[at];
  }

  const ArrowSchema& schema_;
  const ArrowArray& array_;
};

// An output column; rows that are not set are null.
class OutputColumn {
 public:
  OutputColumn(std::string name, const char* format, int64_t rows)
      : name_(std::move(name)),
        format_(format),
        bits_((static_cast<size_t>(rows) + 7) / 8),
        null_count_(rows),
        texts_(static_cast<size_t>(format[0] == 'u' ? rows : 0)),
        numbers_(static_cast<size_t>(format[0] == 'u' ? 0 : rows)) {}

  void Set(int64_t row, std::string_view text) {
    Mark(row);
    texts_[static_cast<size_t>(row)] = {bytes_.size(), text.size()};
    bytes_ += text;
  }
  // Gives a row the text of another row, without copying it.
  void SetSame(int64_t row, int64_t as) {
    Mark(row);
    texts_[static_cast<size_t>(row)] = texts_[static_cast<size_t>(as)];
  }
  void SetInt(int64_t row, int64_t value) {
    Mark(row);
    numbers_[static_cast<size_t>(row)].integer = value;
  }
  void SetDouble(int64_t row, double value) {
    Mark(row);
    numbers_[static_cast<size_t>(row)].real = value;
  }
  void SetBool(int64_t row, bool value) { SetInt(row, value); }

 private:
  friend class Output;
  union Number {
    int64_t integer;
    double real;
  };
  struct Place {
    size_t begin = 0;
    size_t size = 0;
  };
  void Mark(int64_t row) {
    uint8_t& byte = bits_[static_cast<size_t>(row) / 8];
    const auto bit = static_cast<uint8_t>(1u << (row % 8));
    null_count_ -= (byte & bit) == 0;
    byte = static_cast<uint8_t>(byte | bit);
  }

  std::string name_;
  const char* format_;
  std::vector<uint8_t> bits_;
  int64_t null_count_;
  std::vector<Place> texts_;
  std::string bytes_;
  std::vector<Number> numbers_;
};

// The output of Run: the columns that were requested by name, in that order.
class Output {
 public:
  explicit Output(int64_t rows) : rows_(rows) {}
  OutputColumn& Text(const std::string& name) { return Add(name, "u"); }
  OutputColumn& Int32(const std::string& name) { return Add(name, "i"); }
  OutputColumn& Int64(const std::string& name) { return Add(name, "l"); }
  OutputColumn& Double(const std::string& name) { return Add(name, "g"); }
  OutputColumn& Bool(const std::string& name) { return Add(name, "b"); }
  // For transformers, whose output has its own number of rows. Call this before requesting a column.
  void SetRows(int64_t rows) { rows_ = rows; }

  // Passes everything to the C interface. If no column was requested, nothing has changed.
  void Release(ArrowSchema* schema, ArrowArray* array) {
    if (columns_.empty()) return;
    *schema = {"+s", "", nullptr, 0, 0, nullptr, nullptr, &ReleaseSchema, new SchemaData};
    *array = {rows_, 0, 0, 1, 0, nullptr, nullptr, nullptr, &ReleaseArray, new ArrayData};
    auto& schemas = *static_cast<SchemaData*>(schema->private_data);
    auto& arrays = *static_cast<ArrayData*>(array->private_data);
    for (OutputColumn& column : columns_) {
      AddSchema(schemas, column);
      AddArray(arrays, column);
    }
    schemas.Point(*schema);
    arrays.buffers = {nullptr};
    arrays.Point(*array);
  }

 private:
  template <typename T>
  struct Children {
    std::vector<std::unique_ptr<T>> own;
    std::vector<T*> pointers;
    ~Children() {
      for (T* child : pointers) {
        if (child->release != nullptr) child->release(child);
      }
    }
    T& Add() {
      own.push_back(std::make_unique<T>());
      pointers.push_back(own.back().get());
      return *own.back();
    }
    void Point(T& parent) {
      parent.n_children = static_cast<int64_t>(pointers.size());
      parent.children = pointers.data();
    }
  };
  struct SchemaData : Children<ArrowSchema> {
    std::string name;
  };
  struct ArrayData : Children<ArrowArray> {
    std::vector<const void*> buffers;
    std::vector<uint8_t> bits;
    std::vector<uint8_t> values;
    std::string bytes;
    void Point(ArrowArray& parent) {
      Children::Point(parent);
      parent.buffers = buffers.data();
      parent.n_buffers = static_cast<int64_t>(buffers.size());
    }
  };
  static void ReleaseSchema(ArrowSchema* schema) {
    delete static_cast<SchemaData*>(schema->private_data);
    schema->release = nullptr;
  }
  static void ReleaseArray(ArrowArray* array) {
    delete static_cast<ArrayData*>(array->private_data);
    array->release = nullptr;
  }
  static void AddSchema(SchemaData& parent, OutputColumn& column) {
    auto data = std::make_unique<SchemaData>();
    data->name = std::move(column.name_);
    ArrowSchema& schema = parent.Add();
    schema = {column.format_, data->name.c_str(), nullptr,   ARROW_FLAG_NULLABLE, 0, nullptr,
              nullptr,        &ReleaseSchema,     data.get()};
    (void)data.release();
  }
  void AddArray(ArrayData& parent, OutputColumn& column) const {
    auto data = std::make_unique<ArrayData>();
    data->bits = std::move(column.bits_);
    FillValues(column, *data);
    data->buffers = {data->bits.data(), data->values.data()};
    if (column.format_[0] == 'u') data->buffers.push_back(data->bytes.data());
    ArrowArray& array = parent.Add();
    array = {rows_, column.null_count_, 0, 0, 0, nullptr, nullptr, nullptr, &ReleaseArray, data.get()};
    data->Point(array);
    (void)data.release();
  }
  template <typename T>
  static void Put(std::vector<uint8_t>& to, T value) {
    const size_t at = to.size();
    to.resize(at + sizeof value);
    std::memcpy(to.data() + at, &value, sizeof value);
  }
  void FillValues(OutputColumn& column, ArrayData& data) const {
    std::vector<uint8_t>& values = data.values;
    values.reserve((static_cast<size_t>(rows_) + 1) * sizeof(int64_t));
    switch (column.format_[0]) {
      case 'u': {
        // Texts may be shared and in any order; Arrow requires them to be consecutive.
        Put(values, int32_t{0});
        for (const auto& place : column.texts_) {
          data.bytes.append(column.bytes_, place.begin, place.size);
          if (data.bytes.size() > INT32_MAX) throw std::runtime_error("a column of more than 2 GiB");
          Put(values, static_cast<int32_t>(data.bytes.size()));
        }
        break;
      }
      case 'b':
        values.resize((static_cast<size_t>(rows_) + 7) / 8);
        for (size_t row = 0; row < column.numbers_.size(); ++row) {
          if (column.numbers_[row].integer != 0)
            values[row / 8] = static_cast<uint8_t>(values[row / 8] | 1u << (row % 8));
        }
        break;
      case 'i':
        for (const auto& number : column.numbers_) Put(values, static_cast<int32_t>(number.integer));
        break;
      default:
        for (const auto& number : column.numbers_) Put(values, number.integer);
    }
    values.resize(values.size() + 8);  // never an empty buffer
  }
  OutputColumn& Add(const std::string& name, const char* format) {
    columns_.emplace_back(name, format, rows_);
    return columns_.back();
  }

  int64_t rows_;
  std::deque<OutputColumn> columns_;  // references stay
};

// The functions of plugin.h for a class.
template <typename T>
struct Glue {
  struct Instance {
    explicit Instance(const Config& config) : plugin(config) {}
    T plugin;
    std::string error;
  };
  static std::string& CreateError() {
    thread_local std::string error;
    return error;
  }
  static int Create(const char* config, void** instance) {
    try {
      *instance = new Instance(Config(config));
      return 0;
    } catch (const std::exception& error) {
      CreateError() = error.what();
    } catch (...) {
      CreateError() = "an exception that is none of the standard library's";
    }
    return 1;
  }
  static int Run(void* instance, const ArrowSchema* in_schema, const ArrowArray* in, ArrowSchema* out_schema,
                 ArrowArray* out) {
    auto& own = *static_cast<Instance*>(instance);
    try {
      Output output(in->length);
      own.plugin.Run(Batch(*in_schema, *in), output);
      output.Release(out_schema, out);
      return 0;
    } catch (const std::exception& error) {
      own.error = error.what();
    } catch (...) {
      own.error = "an exception that is none of the standard library's";
    }
    return 1;
  }
  static void Destroy(void* instance) { delete static_cast<Instance*>(instance); }
  static const char* LastError(const void* instance) {
    return instance == nullptr ? CreateError().c_str() : static_cast<const Instance*>(instance)->error.c_str();
  }
  static int Fill(uint32_t kind, uint32_t flags, const char* name, uint32_t abi, MillracePlugin* plugin) {
    *plugin = {MILLRACE_PLUGIN_ABI, kind,     flags,   0,    name,     T::kDescription, T::kConfigKeys,
               T::kReads,           T::kSets, &Create, &Run, &Destroy, &LastError};
    return abi == MILLRACE_PLUGIN_ABI ? 0 : 1;
  }
};

}  // namespace millrace::plugin

#define MILLRACE_PLUGIN_OF(kind, flags, name, type)                                          \
  extern "C" MILLRACE_PLUGIN_EXPORT int millrace_plugin(uint32_t abi, MillracePlugin* out) { \
    return millrace::plugin::Glue<type>::Fill(kind, flags, name, abi, out);                  \
  }
// Use exactly one of these per library, outside of any namespace. With _DICTIONARIES, input texts are dictionaries.
#define MILLRACE_ENRICHMENT_PLUGIN(name, type) MILLRACE_PLUGIN_OF(MILLRACE_ENRICHMENT, 0, name, type)
#define MILLRACE_ENRICHMENT_PLUGIN_DICTIONARIES(name, type) \
  MILLRACE_PLUGIN_OF(MILLRACE_ENRICHMENT, MILLRACE_DICTIONARIES, name, type)
#define MILLRACE_TRANSFORMER_PLUGIN(name, type) MILLRACE_PLUGIN_OF(MILLRACE_TRANSFORMER, 0, name, type)

#endif  // MILLRACE_PLUGIN_HPP
