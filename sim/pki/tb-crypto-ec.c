/* tb-crypto-ec: short cuts for elliptic-curve keys in the forwarded provider.
 *
 * OpenSSL sets up the curve anew for every key that it makes or reads, and checks a peer's key with a multiplication that says nothing on the
 * curves in use; together that is a fifth of a handshake. Here keys on P-256 begin as copies of one key that has the curve and nothing else. Whatever
 * is not plain P-256 goes the provider's own way, and so does everything if a function is missing. */
#include "tb-crypto-ec.h"

#include <string.h>

#include <openssl/bio.h>
#include <openssl/core_dispatch.h>
#include <openssl/core_names.h>
#include <openssl/core_object.h>
#include <openssl/params.h>

#include "tb-key-private.h"

#define REPLACE(id, function) { id, (void (*) (void)) function }

/* The provider's own functions. Set once, before the forwarding provider answers anything. */
static struct
{
  void *provider;
  OSSL_FUNC_keymgmt_new_fn *new_key;
  OSSL_FUNC_keymgmt_free_fn *free_key;
  OSSL_FUNC_keymgmt_dup_fn *dup_key;
  OSSL_FUNC_keymgmt_import_fn *import;
  OSSL_FUNC_keymgmt_set_params_fn *set_params;
  OSSL_FUNC_keymgmt_validate_fn *validate;
  OSSL_FUNC_keymgmt_gen_set_params_fn *gen_set_params;
  OSSL_FUNC_keymgmt_gen_set_template_fn *gen_set_template;
  OSSL_FUNC_decoder_decode_fn *decode;
  OSSL_FUNC_BIO_read_ex_fn *read;
  OSSL_FUNC_BIO_ctrl_fn *control;
  void *p256;                   /* a key with the curve and nothing else; read only; NULL: no short cuts */
} full;

/* --- the check of a peer's point --- */

/* TLS has every public key of a peer checked in full, which costs a multiplication by the order of the curve. On curves with a cofactor of 1, as
 * those of TLS 1.3 are, all points are in the group, so that the quick check, not infinity and on the curve, says as much (RFC 9846 section
 * 4.2.8.2). */
static int
validate (const void *key, int selection, int check)
{
  gboolean is_public_only = selection == OSSL_KEYMGMT_SELECT_PUBLIC_KEY;

  return full.validate (key, selection, is_public_only ? OSSL_KEYMGMT_VALIDATE_QUICK_CHECK : check);
}

/* --- making keys --- */

static gboolean
is_p256 (const char *group)
{
  return g_ascii_strcasecmp (group, "P-256") == 0 || g_ascii_strcasecmp (group, "prime256v1") == 0;
}

static void *
new_parameters (const char *group)
{
  OSSL_PARAM params[] = { OSSL_PARAM_construct_utf8_string (OSSL_PKEY_PARAM_GROUP_NAME, (char *) group, 0), OSSL_PARAM_construct_end () };
  void *key = full.new_key (full.provider);

  if (key != NULL && full.import (key, OSSL_KEYMGMT_SELECT_ALL_PARAMETERS, params) == 1)
    return key;
  full.free_key (key);
  return NULL;
}

/* Every group comes as a template: what was set last counts, be it P-256 or not. */
static int
set_group (void *generation, const char *group)
{
  void *key = is_p256 (group) ? full.p256 : new_parameters (group);
  int is_set = key != NULL && full.gen_set_template (generation, key) == 1;

  if (key != full.p256)
    full.free_key (key);
  return is_set;
}

static int
gen_set_params (void *generation, const OSSL_PARAM params[])
{
  const OSSL_PARAM *group = params != NULL ? OSSL_PARAM_locate_const (params, OSSL_PKEY_PARAM_GROUP_NAME) : NULL;
  const char *name = NULL;

  if (full.p256 == NULL || group == NULL || OSSL_PARAM_get_utf8_string_ptr (group, &name) != 1)
    return full.gen_set_params (generation, params);
  if (!set_group (generation, name))
    return 0;
  return params[1].key == NULL ? 1 : full.gen_set_params (generation, params);
}

/* --- reading public keys --- */

static void *
p256_from_point (guint8 point[TB_KEY_P256_POINT_BYTES])
{
  OSSL_PARAM params[] = { OSSL_PARAM_construct_octet_string (OSSL_PKEY_PARAM_ENCODED_PUBLIC_KEY, point, TB_KEY_P256_POINT_BYTES),
                          OSSL_PARAM_construct_end () };
  void *key = full.dup_key (full.p256, OSSL_KEYMGMT_SELECT_ALL_PARAMETERS);

  if (key != NULL && full.set_params (key, params) == 1)
    return key;
  full.free_key (key);
  return NULL;
}

/* Hands a key to whoever asked for the decoding, by reference: taking it leaves NULL here. */
static int
hand_over (void *key, OSSL_CALLBACK *callback, void *data)
{
  int type = OSSL_OBJECT_PKEY;
  OSSL_PARAM params[] = {
    OSSL_PARAM_construct_int (OSSL_OBJECT_PARAM_TYPE, &type),
    OSSL_PARAM_construct_utf8_string (OSSL_OBJECT_PARAM_DATA_TYPE, (char *) "EC", 0),
    OSSL_PARAM_construct_octet_string (OSSL_OBJECT_PARAM_REFERENCE, &key, sizeof key),
    OSSL_PARAM_construct_end (),
  };
  int answer = callback (params, data);

  full.free_key (key);
  return answer;
}

/* NULL when what comes next is not a whole SubjectPublicKeyInfo of a point on P-256. */
static void *
read_p256 (OSSL_CORE_BIO *in)
{
  guint8 spki[TB_KEY_P256_SPKI_BYTES];
  size_t n;

  if (full.p256 == NULL || full.read (in, spki, sizeof spki, &n) != 1 || n != sizeof spki
      || memcmp (spki, tb_key_p256_head, TB_KEY_P256_HEAD_BYTES) != 0)
    return NULL;
  return p256_from_point (spki + TB_KEY_P256_HEAD_BYTES);
}

static int
decode_spki (void *decoder, OSSL_CORE_BIO *in, int selection, OSSL_CALLBACK *callback, void *data, OSSL_PASSPHRASE_CALLBACK *passphrase,
             void *passphrase_data)
{
  int begin = full.control (in, BIO_C_FILE_TELL, 0, NULL);
  gboolean is_wanted = selection == 0 || (selection & OSSL_KEYMGMT_SELECT_PUBLIC_KEY) != 0;
  void *key = begin >= 0 && is_wanted ? read_p256 (in) : NULL;

  if (key != NULL)
    return hand_over (key, callback, data);
  full.control (in, BIO_C_FILE_SEEK, begin, NULL);
  return full.decode (decoder, in, selection, callback, data, passphrase, passphrase_data);
}

/* --- putting them in place --- */

static const OSSL_DISPATCH *
find (const OSSL_DISPATCH *calls, int id)
{
  static const OSSL_DISPATCH none = { 0, NULL };

  for (; calls->function_id != 0; calls++)
    if (calls->function_id == id)
      return calls;
  return &none;
}

static const OSSL_DISPATCH *
replace (const OSSL_DISPATCH *calls, const OSSL_DISPATCH *replacements)
{
  GArray *replaced = g_array_new (TRUE, TRUE, sizeof (OSSL_DISPATCH));

  for (; calls->function_id != 0; calls++)
    {
      const OSSL_DISPATCH *other = find (replacements, calls->function_id);

      g_array_append_vals (replaced, other->function_id != 0 ? other : calls, 1);
    }
  return (const OSSL_DISPATCH *) g_array_free (replaced, FALSE);
}

static const OSSL_DISPATCH *
shorten_keys (const OSSL_DISPATCH *calls)
{
  static const OSSL_DISPATCH replacements[] = {
    REPLACE (OSSL_FUNC_KEYMGMT_VALIDATE, validate),
    REPLACE (OSSL_FUNC_KEYMGMT_GEN_SET_PARAMS, gen_set_params),
    { 0, NULL },
  };

  full.new_key = OSSL_FUNC_keymgmt_new (find (calls, OSSL_FUNC_KEYMGMT_NEW));
  full.free_key = OSSL_FUNC_keymgmt_free (find (calls, OSSL_FUNC_KEYMGMT_FREE));
  full.dup_key = OSSL_FUNC_keymgmt_dup (find (calls, OSSL_FUNC_KEYMGMT_DUP));
  full.import = OSSL_FUNC_keymgmt_import (find (calls, OSSL_FUNC_KEYMGMT_IMPORT));
  full.set_params = OSSL_FUNC_keymgmt_set_params (find (calls, OSSL_FUNC_KEYMGMT_SET_PARAMS));
  full.validate = OSSL_FUNC_keymgmt_validate (find (calls, OSSL_FUNC_KEYMGMT_VALIDATE));
  full.gen_set_params = OSSL_FUNC_keymgmt_gen_set_params (find (calls, OSSL_FUNC_KEYMGMT_GEN_SET_PARAMS));
  full.gen_set_template = OSSL_FUNC_keymgmt_gen_set_template (find (calls, OSSL_FUNC_KEYMGMT_GEN_SET_TEMPLATE));
  return replace (calls, replacements);
}

static const OSSL_DISPATCH *
shorten_decoder (const OSSL_DISPATCH *calls)
{
  static const OSSL_DISPATCH replacements[] = { REPLACE (OSSL_FUNC_DECODER_DECODE, decode_spki), { 0, NULL } };

  full.decode = OSSL_FUNC_decoder_decode (find (calls, OSSL_FUNC_DECODER_DECODE));
  return replace (calls, replacements);
}

/* Puts the short cuts into @algorithm, a row about to be forwarded, where it is one that has any. */
void
tb_crypto_ec_shorten (int operation, OSSL_ALGORITHM *algorithm)
{
  if (strcspn (algorithm->algorithm_names, ":") != 2 || strncmp (algorithm->algorithm_names, "EC", 2) != 0)
    return;
  if (operation == OSSL_OP_KEYMGMT)
    algorithm->implementation = shorten_keys (algorithm->implementation);
  else if (operation == OSSL_OP_DECODER && strstr (algorithm->property_definition, "structure=SubjectPublicKeyInfo") != NULL)
    algorithm->implementation = shorten_decoder (algorithm->implementation);
}

/* Takes from @core what reading needs, and makes the key that the others begin as; @provider is what forwarded functions are handed. */
void
tb_crypto_ec_start (void *provider, const OSSL_DISPATCH *core)
{
  full.provider = provider;
  full.read = OSSL_FUNC_BIO_read_ex (find (core, OSSL_FUNC_BIO_READ_EX));
  full.control = OSSL_FUNC_BIO_ctrl (find (core, OSSL_FUNC_BIO_CTRL));
  if (full.new_key != NULL && full.free_key != NULL && full.dup_key != NULL && full.import != NULL && full.set_params != NULL
      && full.gen_set_template != NULL && full.read != NULL && full.control != NULL)
    full.p256 = new_parameters ("P-256");
}
