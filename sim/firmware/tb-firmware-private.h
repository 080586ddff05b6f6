/* tb-firmware-private: what signing and judging share: OpenSSL's types, and the context of a key. */
#pragma once

#include <openssl/cms.h>

#include "tb-crypto-private.h"
#include "tb-key-private.h"

G_BEGIN_DECLS

typedef STACK_OF (X509) X509Stack;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CMS_ContentInfo, CMS_ContentInfo_free)

G_END_DECLS
