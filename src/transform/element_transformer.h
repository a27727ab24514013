// The skeleton of the transformers: the state of one worker, and the way of a request's elements through a
// BundleReader. `Binder` binds the fields of one element (field_reader.h); a client says in BindObject what the element
// becomes.
//
// Only the sources of transformers include this: it brings the JSON parser along. Not thread-safe: one per worker.
#pragma once

#include <string>
#include <string_view>

#include "transform/bundle_reader.h"
#include "transform/derive.h"
#include "transform/transformer.h"

namespace millrace {

template <typename Binder>
class ElementTransformer : public Transformer, protected ElementBinder {
 public:
  ElementTransformer(const ClientTraits& traits, const TransformOptions& options)
      : Transformer(traits), options_(options), apps_(options.apps) {}

  bool Transform(const RawRow& row, std::string_view json, EventBundle& bundle, std::string& error) override {
    request_ = &row;
    return reader_.Begin(json, *this, bundle, error);
  }
  bool Next(EventBundle& bundle) final { return reader_.Next(*this, bundle); }

 protected:
  const RawRow& request() const { return *request_; }

  const TransformOptions options_;
  const AllowedApps apps_;
  Binder binder_;
  DeriveScratch derive_scratch_;

 private:
  const RawRow* request_ = nullptr;
  BundleReader reader_;
};

}  // namespace millrace
