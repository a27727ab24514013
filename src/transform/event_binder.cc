#include "transform/event_binder.h"

#include <algorithm>

#include "core/json_text.h"
#include "transform/object_cursor.h"

namespace millrace {
namespace {

using simdjson::error_code;
using simdjson::SUCCESS;
namespace od = simdjson::ondemand;
using Effect = BoundField::Effect;

// From the key of the first field to the comma or brace after the last one.
size_t TokensOf(std::span<const BoundField> fields) {
  size_t tokens = fields.size() - 1;  // the commas between them
  for (const BoundField& field : fields) tokens += field.tokens;
  return tokens;
}

}  // namespace

// The previous bundle and its texts no longer exist.
void EventBinder::Forget() {
  generation_ = bundle_->arena.generation();
  for (KnownUser& user : std::span(known_users_).first(users_)) user.properties.clear();
  users_ = 0;
  constexpr size_t kKeptCustom = 16'384;
  if (known_custom_.capacity() > kKeptCustom) known_custom_ = {};
  known_custom_.clear();
  repeated_.Forget();
  repeated_attributes_.Forget();
}

error_code EventBinder::Bind(od::object object, EventRow& row, EventBundle& bundle) {
  Start(row, bundle);
  if (bundle.arena.generation() != generation_) Forget();
  attribute_custom_.clear();
  attributes_bound_ = false;
  if (const error_code error = BindFields<FindEventKey>(object, {}, repeated_, row.custom)) return error;
  // If an attribute has the same name as a key of the event, the attribute wins (transform-clickstream §9).
  if (!row.custom.empty()) {
    row.custom.RemoveIf([&](const CustomParameter& own) { return attribute_custom_.Has(own); });
  }
  for (const CustomParameter& attribute : attribute_custom_) row.custom.push_back(attribute);
  row.custom.NoteLeftOut(attribute_custom_.left_out());
  return SUCCESS;
}

template <auto kFind>
error_code EventBinder::BindFields(od::object object, std::string_view of, RepeatedFields& repeated,
                                   CustomParameters& custom) {
  ObjectCursor cursor(object);
  const char* const last_token = cursor.LastToken();
  repeated.BeginObject();
  for (auto field_result : object) {
    od::field field;
    if (const error_code error = std::move(field_result).get(field)) return error;
    std::string_view key = field.escaped_key();
    BoundField bound;
    bound.begin = key.data() - 1;
    bound.key_size = static_cast<uint32_t>(key.size()) + 2;
    if (!HasFaults()) {
      if (const auto known = repeated.Take(bound.begin, last_token); !known.empty()) {
        TakeOver(known, custom);
        cursor.JumpTo(known.back().begin + known.back().size, TokensOf(known));
        continue;
      }
    }
    const uint32_t* const key_token = cursor.KeyToken();
    const size_t forgiven = bundle_->lenient_fields.size();
    const EventKey* known = nullptr;
    if (const error_code error = FindKey<kFind>(field, key, known)) return error;
    Begin(of.empty() ? key : of, of.empty() ? std::string_view() : key);
    od::value value = field.value();
    if (known != nullptr) {
      if (const error_code error = BindKnown(*known, value)) return error;
      if (!repeated.IsFull()) NoteEffect(*known, bound);
    } else {
      CustomParameter parameter;
      if (const error_code error = ReadCustom(key, value, parameter)) return error;
      PutCustom(custom, parameter);
      if (!repeated.IsFull()) {
        bound.effect = Effect::kCustom;
        bound.place = static_cast<uint32_t>(known_custom_.size());
        known_custom_.push_back(parameter);
      }
    }
    if (repeated.IsFull()) continue;
    if (HasFaults() || bundle_->lenient_fields.size() != forgiven) bound.effect = Effect::kOther;
    if (const error_code error = cursor.EndField()) return error;
    bound.size = static_cast<uint32_t>(cursor.At(cursor.Token()) - bound.begin);
    bound.tokens = static_cast<uint32_t>(cursor.Token() - key_token);
    repeated.Add(bound);
  }
  repeated.EndObject();
  return SUCCESS;
}

// The effect of a field that was bound without an error.
void EventBinder::NoteEffect(const EventKey& key, BoundField& bound) {
  bound.slot = key.slot;
  switch (key.bind) {
    case Bind::kUser: {
      if (users_ == known_users_.size()) known_users_.emplace_back();
      bound.effect = Effect::kUser;
      bound.place = users_;
      KnownUser& user = known_users_[users_++];
      user.properties = row_->user_properties;
      user.id = row_->Text(EventColumn::user_id);
      user.first_touch = row_->Int(EventColumn::user_first_touch_time_msec);
      return;
    }
    case Bind::kAttributes:
      bound.effect = Effect::kOther;
      return;
    case Bind::kItems:
      bound.effect = row_->items.size() + row_->items_without_id == 0 ? Effect::kNoItems : Effect::kOther;
      return;
    default:
      break;
  }
  if (!row_->Has(key.slot)) {
    bound.effect = Effect::kNull;
  } else if (key.bind == Bind::kText || key.bind == Bind::kId) {
    bound.effect = Effect::kText;
    bound.text = row_->PresentText(key.slot);
  } else if (key.bind == Bind::kSentLong || key.bind == Bind::kSentFlag || key.bind == Bind::kSentTypedLong) {
    bound.effect = Effect::kSent;
    bound.text = row_->PresentText(key.slot);
    bound.type = row_->SentType(key.slot);
  } else if (key.bind == Bind::kPlainDouble || key.bind == Bind::kTypedDouble) {
    bound.effect = Effect::kDouble;
    bound.real = row_->Double(key.slot);
  } else {
    bound.effect = Effect::kInt;
    bound.integer = *row_->Int(key.slot);
  }
}

void EventBinder::TakeOver(std::span<const BoundField> fields, CustomParameters& custom) {
  for (const BoundField& field : fields) {
    switch (field.effect) {
      case Effect::kNull:
        row_->Unset(field.slot);
        break;
      case Effect::kText:
        row_->SetText(field.slot, field.text);
        break;
      case Effect::kInt:
        row_->SetInt(field.slot, field.integer);
        break;
      case Effect::kDouble:
        row_->SetDouble(field.slot, field.real);
        break;
      case Effect::kSent:
        row_->SetSent(field.slot, field.text, field.type);
        break;
      case Effect::kCustom:
        PutCustom(custom, known_custom_[field.place]);
        break;
      case Effect::kUser: {
        const KnownUser& user = known_users_[field.place];
        row_->user_properties = user.properties;
        row_->SetText(EventColumn::user_id, user.id);
        row_->SetInt(EventColumn::user_first_touch_time_msec, user.first_touch);
        break;
      }
      case Effect::kNoItems:
        row_->items.clear();
        row_->items_without_id = 0;
        break;
      case Effect::kOther:
        break;
    }
  }
}

error_code EventBinder::BindKnown(const EventKey& key, od::value& value) {
  EventRow& row = *row_;
  bool opened = false;
  switch (key.bind) {
    case Bind::kUser: {
      row.user_properties.clear();
      row.SetText(EventColumn::user_id, {});
      row.SetInt(EventColumn::user_first_touch_time_msec, std::nullopt);
      od::object object;
      const error_code error = Open(key.key, value, object, opened);
      return error || !opened ? error : BindUser(object);
    }
    case Bind::kAttributes: {
      row.has_attributes = false;
      attribute_custom_.clear();
      if (attributes_bound_) {
        for (const EventKey& attribute : AttributeKeys()) row.Unset(attribute.slot);
      }
      attributes_bound_ = true;
      od::object object;
      const error_code error = Open(key.key, value, object, opened);
      if (error || !opened) return error;
      row.has_attributes = true;
      return BindFields<FindAttributeKey>(object, key.key, repeated_attributes_, attribute_custom_);
    }
    case Bind::kItems: {
      row.items.clear();
      row.items_without_id = 0;
      od::array array;
      const error_code error = Open(key.key, value, array, opened);
      if (error || !opened) return error;
      return ReadItems(array, [&](od::object object, ItemRow& item) { return BindItem(object, item); });
    }
    default:
      break;
  }

  JsonScalar scalar;
  if (const error_code error = ReadScalar(value, bundle_->arena, scratch_, scalar)) return error;
  const bool container = scalar.kind == JsonKind::kObject || scalar.kind == JsonKind::kArray;
  if (container) {
    // Read to validate its syntax; only fields that are kept as sent use the value.
    scratch_.clear();
    if (const error_code error = AppendCompactJson(value, scratch_)) return error;
  }
  switch (key.bind) {
    case Bind::kText:
      if (container) Bad(key.key, "a string", scalar);
      row.SetText(key.slot, scalar.text);
      break;
    case Bind::kId:
      row.SetText(key.slot, IdOf(key.key, scalar));
      break;
    case Bind::kSafeLong: {
      const auto number = SafeLong(scalar);
      if (!number && IsNumber(scalar)) Odd(key.key);
      row.SetInt(key.slot, number);
      break;
    }
    case Bind::kSafeBool: {
      const auto flag = SafeBool(scalar);
      row.SetInt(key.slot, flag ? std::optional<int64_t>(*flag) : std::nullopt);
      break;
    }
    case Bind::kPlainDouble:
      row.SetDouble(key.slot, DoubleOf(key.key, scalar));
      break;
    case Bind::kSize:
      row.SetInt(key.slot, SizeOrOdd(key.key, scalar, false));
      break;
    case Bind::kTypedLong: {
      const auto number = scalar.kind == JsonKind::kInteger ? IntegerOf(scalar) : std::nullopt;
      if (!number && scalar.kind != JsonKind::kNull) Odd(key.key);
      row.SetInt(key.slot, number);
      break;
    }
    case Bind::kTypedDouble: {
      const bool is_number = scalar.kind == JsonKind::kInteger || scalar.kind == JsonKind::kReal;
      const auto number = is_number ? SafeDouble(scalar) : std::nullopt;
      if (!number && scalar.kind != JsonKind::kNull) Odd(key.key);
      row.SetDouble(key.slot, number);
      break;
    }
    case Bind::kSentLong:
    case Bind::kSentFlag:
    case Bind::kSentTypedLong:
      BindSent(key, scalar);
      break;
    case Bind::kTimestamp: {
      const auto number = scalar.kind == JsonKind::kInteger ? IntegerOf(scalar) : std::nullopt;
      if (!number && scalar.kind != JsonKind::kNull) Bad(key.key, "an integer", scalar);
      row.SetInt(key.slot, number);
      break;
    }
    case Bind::kUser:
    case Bind::kAttributes:
    case Bind::kItems:
      break;
  }
  return SUCCESS;
}

// The text of an object or array is in scratch_.
void EventBinder::BindSent(const EventKey& key, const JsonScalar& scalar) {
  const bool container = scalar.kind == JsonKind::kObject || scalar.kind == JsonKind::kArray;
  if (key.bind == Bind::kSentLong) {
    LongOf(key.key, scalar);
  } else if (key.bind == Bind::kSentTypedLong && scalar.kind != JsonKind::kNull &&
             !(scalar.kind == JsonKind::kInteger && IntegerOf(scalar))) {
    Odd(key.key);
  }
  if (scalar.kind == JsonKind::kNull) return row_->Unset(key.slot);
  row_->SetSent(key.slot, container ? bundle_->arena.Copy(scratch_) : scalar.text, TagOf(scalar.kind));
}

error_code EventBinder::BindItem(od::object object, ItemRow& item) {
  for (auto field_result : object) {
    od::field field;
    if (const error_code error = std::move(field_result).get(field)) return error;
    std::string_view key;
    const ItemKey* known = nullptr;
    if (const error_code error = FindKey<FindItemKey>(field, key, known)) return error;
    od::value value = field.value();
    if (known == nullptr) {
      if (const error_code error = AddCustom(key, value, item.custom)) return error;
      continue;
    }
    JsonScalar scalar;
    if (const error_code error = ReadAnyText(value, bundle_->arena, scratch_, scalar)) return error;
    const bool container = scalar.kind == JsonKind::kObject || scalar.kind == JsonKind::kArray;
    switch (known->column) {
      case ItemColumn::price:
        item.price = SafeDouble(scalar);
        if (!item.price && IsNumber(scalar)) Odd(key);
        break;
      case ItemColumn::quantity:
        item.quantity = SafeDouble(scalar);
        if (!item.quantity && IsNumber(scalar)) Odd(key);
        break;
      case ItemColumn::item_id:
        item.text[static_cast<size_t>(ItemColumn::item_id)] = IdOf(key, scalar);
        break;
      default:
        if (container) Bad(key, "a string", scalar);
        item.text[static_cast<size_t>(known->column)] =
            scalar.kind == JsonKind::kNull ? NullableText() : NullableText(scalar.text);
    }
  }
  FinishCustom(item, *bundle_, scratch_);
  return SUCCESS;
}

}  // namespace millrace
