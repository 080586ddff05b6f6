/* tb-token-context: contexts of OpenSSL that reach a token through a provider, and what kinds of keys tokens make. */
#pragma once

#include "tb-key.h"

G_BEGIN_DECLS

/**
 * TbTokenAlgorithm:
 * @type: what OpenSSL calls the kind of key, %NULL for what tokens do not make
 * @group: (nullable): the curve
 * @rsa_bits: size of the modulus, 0 for curves
 * @curve_der: (nullable): the curve as an object identifier, DER, as PKCS #11 wants it
 */
typedef struct
{
  const char *type;
  const char *group;
  guint rsa_bits;
  const char *curve_der;
} TbTokenAlgorithm;

/**
 * TbTokenProvider:
 * @name: what OpenSSL finds it by
 * @query: (nullable): which of OpenSSL's algorithms to prefer, so that the token's keys sign in the token
 * @variable: the environment variable that tells it where its token is
 * @set_error: says why it could not be loaded, from OpenSSL's error queue
 */
typedef struct
{
  const char *name;
  const char *query;
  const char *variable;
  void (*set_error) (GError **error);
} TbTokenProvider;

const TbTokenAlgorithm *tb_token_algorithm_get (TbKeyAlgorithm algorithm, GError **error);
TbCrypto               *tb_token_context_get   (const TbTokenProvider *provider, const char *place, GError **error);

G_END_DECLS
