/* tb-ocsp-responder: whoever answers for an authority, with all that is the same in each answer ready as DER. */
#pragma once

#include "tb-key-private.h"
#include "tb-ocsp-private.h"

G_BEGIN_DECLS

/**
 * TbIssuerHashes:
 *
 * What a request may name the issuer by.
 */
typedef struct
{
  int nid;
  guint8 name[EVP_MAX_MD_SIZE];
  guint8 key[EVP_MAX_MD_SIZE];
  guint n_bytes;
} TbIssuerHashes;

struct _TbOcspResponder
{
  TbKey *key;
  EVP_MD_CTX *signing;          /* to be copied; NULL for keys that each job takes afresh */
  GBytes *algorithm;            /* AlgorithmIdentifier */
  GBytes *by_name;              /* ResponderID */
  GBytes *by_key;               /* ResponderID */
  GBytes *certificates;         /* [0] SEQUENCE OF Certificate, empty when the issuer signs */
  TbIssuerHashes hashes[4];
  GBytes *beginnings[8];        /* CertID up to the serial number, for each hash with and without parameters */
};

EVP_MD_CTX *tb_ocsp_responder_begin_signing (TbOcspResponder *responder);

G_END_DECLS
