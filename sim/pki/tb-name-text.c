/* tb-name-text: see the header. */
#include "tb-name-text.h"

#include <string.h>

#include <openssl/asn1t.h>
#include <openssl/conf.h>
#include <openssl/err.h>

#include "tb-crypto.h"
#include "tb-request.h"

#define MAX_TEXT 8192
#define OID_HARDWARE_MODULE "1.3.6.1.5.5.7.8.4"

/* --- distinguished names --- */

typedef struct
{
  char *type;
  GString *value;
  gboolean joins;               /* another attribute of the same RDN as the one before it */
} Attribute;

static void
attribute_free (Attribute *attribute)
{
  g_free (attribute->type);
  g_string_free (attribute->value, TRUE);
  g_free (attribute);
}

static gboolean
refuse (GError **error, const char *text, const char *why)
{
  ERR_clear_error ();
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_MALFORMED, "\"%.80s\" is not a distinguished name such as CN=Lab Root,O=Trustbed: %s", text, why);
  return FALSE;
}

/* RFC 4514 section 2.4: a backslash, then a special character or two hexadecimal digits. Returns how many characters it took, 0 for none. */
static guint
read_escape (const char *at, GString *value)
{
  if (g_ascii_isxdigit (at[1]) && g_ascii_isxdigit (at[2]))
    {
      g_string_append_c (value, (char) (g_ascii_xdigit_value (at[1]) << 4 | g_ascii_xdigit_value (at[2])));
      return 3;
    }
  if (at[1] == '\0' || strchr (" \"#+,;<=>\\/", at[1]) == NULL)
    return 0;
  g_string_append_c (value, at[1]);
  return 2;
}

/* Reads one value up to a separator. Spaces at its end do not count unless escaped. NULL: an escape that is none. */
static const char *
read_value (const char *at, const char *separators, GString *value)
{
  gsize n_kept = 0;

  while (*at == ' ')
    at++;
  while (*at != '\0' && strchr (separators, *at) == NULL)
    {
      gboolean is_escape = *at == '\\';
      guint n = is_escape ? read_escape (at, value) : 1;

      if (n == 0)
        return NULL;
      if (!is_escape)
        g_string_append_c (value, *at);
      if (is_escape || *at != ' ')
        n_kept = value->len;
      at += n;
    }
  g_string_truncate (value, n_kept);
  return at;
}

static gboolean
split_name (const char *text, const char *at, const char *separators, GPtrArray *attributes, GError **error)
{
  gboolean joins = FALSE;

  do
    {
      const char *equals = strchr (at, '=');
      Attribute *attribute = g_new0 (Attribute, 1);

      g_ptr_array_add (attributes, attribute);
      attribute->value = g_string_new (NULL);
      attribute->joins = joins;
      if (equals == NULL)
        return refuse (error, text, "after a separator TYPE=VALUE is expected");
      attribute->type = g_strstrip (g_strndup (at, (gsize) (equals - at)));
      at = read_value (equals + 1, separators, attribute->value);
      if (at == NULL)
        return refuse (error, text, "a backslash comes before a special character or two hexadecimal digits");
      if (attribute->value->len == 0 || memchr (attribute->value->str, '\0', attribute->value->len) != NULL)
        return refuse (error, text, "a value is empty or has a zero in it");
      joins = *at == '+';
    }
  while (*at++ != '\0');
  return TRUE;
}

static gboolean
add_attribute (X509_NAME *name, const Attribute *attribute, const char *text, GError **error)
{
  g_autofree char *why = NULL;
  const char *detail;

  ERR_clear_error ();
  if (X509_NAME_add_entry_by_txt (name, attribute->type, MBSTRING_UTF8, (const guint8 *) attribute->value->str, (int) attribute->value->len, -1,
                                  attribute->joins ? -1 : 0) == 1)
    return TRUE;
  detail = ERR_reason_error_string (ERR_peek_last_error ());
  why = g_strdup_printf ("%s=%s cannot be written (%s)", attribute->type, attribute->value->str, detail != NULL ? detail : "OpenSSL does not say why");
  return refuse (error, text, why);
}

/* The text begins with what is written last (RFC 4514 section 2.1), the attributes of one RDN excepted. */
static gboolean
build_name (X509_NAME *name, GPtrArray *attributes, gboolean is_reversed, const char *text, GError **error)
{
  guint end = attributes->len;

  if (!is_reversed)
    {
      for (guint i = 0; i < attributes->len; i++)
        if (!add_attribute (name, g_ptr_array_index (attributes, i), text, error))
          return FALSE;
      return TRUE;
    }
  while (end > 0)
    {
      guint begin = end - 1;

      while (((Attribute *) g_ptr_array_index (attributes, begin))->joins)
        begin--;
      for (guint i = begin; i < end; i++)
        if (!add_attribute (name, g_ptr_array_index (attributes, i), text, error))
          return FALSE;
      end = begin;
    }
  return TRUE;
}

/**
 * tb_name_parse:
 * @text: a distinguished name: `CN=Lab Root,O=Trustbed` (RFC 4514), or `/O=Trustbed/CN=Lab Root` as OpenSSL's programs have it
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the name; %NULL with %TB_CRYPTO_ERROR_MALFORMED when @text is none
 */
X509_NAME *
tb_name_parse (const char *text, GError **error)
{
  g_autoptr (GPtrArray) attributes = g_ptr_array_new_with_free_func ((GDestroyNotify) attribute_free);
  gboolean is_slashed = text[0] == '/';
  X509_NAME *name = X509_NAME_new ();

  if (name == NULL || strlen (text) > MAX_TEXT || !g_utf8_validate (text, -1, NULL))
    refuse (error, text, "it is longer than 8192 bytes or not UTF-8");
  else if (split_name (text, text + is_slashed, is_slashed ? "/+" : ",+;", attributes, error) && build_name (name, attributes, !is_slashed, text, error))
    return name;
  X509_NAME_free (name);
  return NULL;
}

/* --- alternative names --- */

static const struct
{
  const char *prefix;
  int type;
} kinds[] = {
  { "DNS", GEN_DNS }, { "IP", GEN_IPADD }, { "email", GEN_EMAIL }, { "URI", GEN_URI },
};

static GENERAL_NAME *
refuse_name (GError **error, const char *item)
{
  ERR_clear_error ();
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_MALFORMED,
                       "\"%.80s\" is not an alternative name; there are DNS:lock.lab, IP:192.0.2.1, email:a@lab.example, URI:urn:dev:1 and HW:OID:SERIAL "
                       "with the serial number in hexadecimal", item);
  return NULL;
}

static gboolean
is_plain (const char *text)
{
  for (const char *at = text; *at != '\0'; at++)
    if (!g_ascii_isgraph (*at))
      return FALSE;
  return *text != '\0';
}

static ASN1_TYPE *
make_module_name (const char *oid, const char *serial)
{
  g_autofree char *text = g_strdup_printf ("[module]\ntype=OID:%s\nserial=FORMAT:HEX,OCTETSTRING:%s\n", oid, serial);
  g_autoptr (BIO) bio = BIO_new_mem_buf (text, -1);
  CONF *conf = NCONF_new (NULL);
  ASN1_TYPE *value = NULL;

  if (conf != NULL && bio != NULL && NCONF_load_bio (conf, bio, NULL) == 1)
    value = ASN1_generate_nconf ("SEQUENCE:module", conf);
  NCONF_free (conf);
  return value;
}

/* hardwareModuleName (RFC 4108 section 5): the maker's type of module and the serial number that is unique in it. */
static GENERAL_NAME *
make_hardware_name (const char *text)
{
  const char *colon = strchr (text, ':');
  g_autofree char *oid = colon != NULL ? g_strndup (text, (gsize) (colon - text)) : NULL;
  GENERAL_NAME *name;
  ASN1_TYPE *value;

  if (oid == NULL || strspn (oid, "0123456789.") != strlen (oid) || colon[1] == '\0' || strlen (colon + 1) > 64
      || strspn (colon + 1, "0123456789abcdefABCDEF") != strlen (colon + 1))
    return NULL;
  value = make_module_name (oid, colon + 1);
  if (value == NULL)
    return NULL;
  name = GENERAL_NAME_new ();
  if (name != NULL && GENERAL_NAME_set0_othername (name, OBJ_txt2obj (OID_HARDWARE_MODULE, 1), value) == 1)
    return name;
  ASN1_TYPE_free (value);
  GENERAL_NAME_free (name);
  return NULL;
}

static GENERAL_NAME *
make_alternative_name (const char *item, GError **error)
{
  const char *colon = strchr (item, ':');
  GENERAL_NAME *name = NULL;

  if (colon == NULL || !is_plain (item))
    return refuse_name (error, item);
  if (g_ascii_strncasecmp (item, "HW:", 3) == 0)
    name = make_hardware_name (item + 3);
  if (g_ascii_strncasecmp (item, "DNS:", 4) == 0 && !tb_request_check_dns_name (item + 4, error))
    return NULL;
  for (guint i = 0; name == NULL && colon[1] != '\0' && i < G_N_ELEMENTS (kinds); i++)
    if (strlen (kinds[i].prefix) == (gsize) (colon - item) && g_ascii_strncasecmp (item, kinds[i].prefix, (gsize) (colon - item)) == 0)
      name = a2i_GENERAL_NAME (NULL, NULL, NULL, kinds[i].type, colon + 1, 0);
  return name != NULL ? name : refuse_name (error, item);
}

/**
 * tb_alternative_names_parse:
 * @text: such as `DNS:lock.lab,IP:192.0.2.1,email:a@lab.example,URI:urn:dev:1`, or `HW:OID:SERIAL` for a hardwareModuleName
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the names, at least one; %NULL with %TB_CRYPTO_ERROR_MALFORMED when @text is no such list
 */
GENERAL_NAMES *
tb_alternative_names_parse (const char *text, GError **error)
{
  g_auto (GStrv) items = g_strsplit (text, ",", -1);
  GENERAL_NAMES *names = GENERAL_NAMES_new ();

  for (guint i = 0; names != NULL && (items[i] != NULL || i == 0); i++)
    {
      GENERAL_NAME *name = make_alternative_name (items[i] != NULL ? g_strstrip (items[i]) : "", error);

      if (name != NULL && sk_GENERAL_NAME_push (names, name) > 0)
        continue;
      GENERAL_NAME_free (name);
      g_clear_pointer (&names, GENERAL_NAMES_free);
    }
  return names;
}
