/* tb-voucher-words: what vouchers and requests say, written as JSON and read back. json-glib reads; a table says which member is what. */
#include "tb-voucher-private.h"

#include <string.h>

#include "tb-jose.h"
#include "tb-units.h"

#define MAX_TEXT_BYTES 256

/* RFC 8366 section 5.3 has 8 to 32 bytes. */
#define MIN_NONCE_BYTES 8
#define MAX_NONCE_BYTES 32

typedef enum { TIME, TEXT, NONCE, BYTES, CERTIFICATE } Type;

#define AT(member) G_STRUCT_OFFSET (TbVoucherWords, member)
#define IN_REQUESTS (1 << TB_VOUCHER_REQUEST)
#define IN_VOUCHERS (1 << TB_VOUCHER_ITSELF)

static const struct
{
  const char *name;
  Type type;
  guint kinds;                  /* in which it may be */
  guint needed;                 /* in which it has to be */
  gsize offset;
} members[] = {
  { "created-on", TIME, IN_REQUESTS | IN_VOUCHERS, IN_VOUCHERS, AT (created_us) },
  { "expires-on", TIME, IN_VOUCHERS, 0, AT (expires_us) },
  { "assertion", TEXT, IN_REQUESTS | IN_VOUCHERS, IN_VOUCHERS, AT (assertion) },
  { "serial-number", TEXT, IN_REQUESTS | IN_VOUCHERS, IN_REQUESTS | IN_VOUCHERS, AT (serial_number) },
  { "nonce", NONCE, IN_REQUESTS | IN_VOUCHERS, 0, AT (nonce) },
  { "pinned-domain-cert", CERTIFICATE, IN_VOUCHERS, IN_VOUCHERS, AT (pinned) },
  { "proximity-registrar-cert", CERTIFICATE, IN_REQUESTS, 0, AT (seen) },
  { "prior-signed-voucher-request", BYTES, IN_REQUESTS, 0, AT (prior) },
};

static const char *const modules[] = { [TB_VOUCHER_REQUEST] = "ietf-voucher-request:voucher", [TB_VOUCHER_ITSELF] = "ietf-voucher:voucher" };

void
tb_voucher_words_clear (TbVoucherWords *words)
{
  g_clear_pointer (&words->assertion, g_free);
  g_clear_pointer (&words->serial_number, g_free);
  g_clear_pointer (&words->nonce, g_bytes_unref);
  g_clear_pointer (&words->pinned, tb_certificate_unref);
  g_clear_pointer (&words->seen, tb_certificate_unref);
  g_clear_pointer (&words->prior, g_bytes_unref);
}

/* --- writing --- */

static char *
encode (GBytes *bytes)
{
  return g_base64_encode (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

/* Returns: (transfer full) (nullable): the text of a member; %NULL when it is not said */
static char *
print (gconstpointer at, Type type)
{
  gpointer const *pointer = at;

  if (type == TIME)
    return *(const gint64 *) at != 0 ? tb_units_format_moment (*(const gint64 *) at) : NULL;
  if (*pointer == NULL)
    return NULL;
  if (type == TEXT)
    return g_strdup (*pointer);
  return encode (type == CERTIFICATE ? tb_certificate_get_der (*pointer) : *pointer);
}

/* Returns: (transfer full): the JSON text */
GBytes *
tb_voucher_words_write (const TbVoucherWords *words, TbVoucherKind kind)
{
  g_autoptr (JsonObject) whole = json_object_new ();
  JsonObject *object = json_object_new ();
  char *text;

  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    {
      g_autofree char *value = print (G_STRUCT_MEMBER_P (words, members[i].offset), members[i].type);

      if (value != NULL)
        json_object_set_string_member (object, members[i].name, value);
    }
  json_object_set_object_member (whole, modules[kind], object);
  text = tb_jose_print (whole);
  return g_bytes_new_take (text, strlen (text));
}

/* --- reading --- */

static gboolean
complain (GError **error, const char *what)
{
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_MALFORMED, "This is not a voucher, nor a request for one: %s", what);
  return FALSE;
}

/* Base64 has one way to write a thing. */
static GBytes *
decode (const char *text)
{
  gsize n;
  guchar *bytes = g_base64_decode (text, &n);
  g_autofree char *again = g_base64_encode (bytes, n);

  if (n > 0 && strcmp (again, text) == 0)
    return g_bytes_new_take (bytes, n);
  g_free (bytes);
  return NULL;
}

static gboolean
read_time (const char *text, gint64 *unix_us)
{
  return strlen (text) <= 40 && tb_units_parse_moment (text, unix_us, NULL) && *unix_us > 0;
}

static gboolean
read_text (const char *text, char **value)
{
  *value = *text != '\0' && strlen (text) <= MAX_TEXT_BYTES ? g_strdup (text) : NULL;
  return *value != NULL;
}

static gboolean
read_bytes (const char *text, gsize least, gsize most, GBytes **value)
{
  g_autoptr (GBytes) bytes = decode (text);

  if (bytes == NULL || g_bytes_get_size (bytes) < least || g_bytes_get_size (bytes) > most)
    return FALSE;
  *value = g_steal_pointer (&bytes);
  return TRUE;
}

static gboolean
read_certificate (TbCrypto *crypto, const char *text, TbCertificate **value)
{
  g_autoptr (GBytes) der = decode (text);

  *value = der != NULL ? tb_certificate_new_from_der (crypto, der, NULL) : NULL;
  return *value != NULL;
}

static gboolean
read_member (TbCrypto *crypto, const char *text, Type type, gpointer at)
{
  switch (type)
    {
    case TIME:
      return read_time (text, at);
    case TEXT:
      return read_text (text, at);
    case NONCE:
      return read_bytes (text, MIN_NONCE_BYTES, MAX_NONCE_BYTES, at);
    case BYTES:
      return read_bytes (text, 1, TB_ENROL_CMS_MAX_BYTES, at);
    case CERTIFICATE:
    default:
      return read_certificate (crypto, text, at);
    }
}

/* Members of other documents are passed over, as are those that nobody here acts on. */
static gboolean
read_members (TbCrypto *crypto, JsonObject *object, TbVoucherKind kind, TbVoucherWords *words, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    {
      const char *text = (members[i].kinds & 1u << kind) != 0 ? tb_jose_get_text (object, members[i].name) : NULL;

      if (text == NULL && (json_object_has_member (object, members[i].name) || (members[i].needed & 1u << kind) != 0))
        return complain (error, members[i].name);
      if (text != NULL && !read_member (crypto, text, members[i].type, G_STRUCT_MEMBER_P (words, members[i].offset)))
        return complain (error, members[i].name);
    }
  return TRUE;
}

/* @words is to be cleared in any case. */
gboolean
tb_voucher_words_read (TbCrypto *crypto, GBytes *json, TbVoucherKind kind, TbVoucherWords *words, GError **error)
{
  g_autoptr (JsonObject) whole = tb_jose_parse (json, NULL);
  JsonNode *node = whole != NULL && json_object_get_size (whole) == 1 ? json_object_get_member (whole, modules[kind]) : NULL;

  *words = (TbVoucherWords) { 0 };
  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return complain (error, "it is not one object of that kind");
  if (!read_members (crypto, json_node_get_object (node), kind, words, error))
    return FALSE;
  return words->nonce == NULL || words->expires_us == 0 || complain (error, "with a nonce it has no end (RFC 8366 section 5.3)");
}
