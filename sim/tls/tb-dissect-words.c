/* tb-dissect-words: what OpenSSL says the elements of certificates and OCSP responses mean, as text on one line. See tb-dissect-asn1.h.
 *
 * Each function is handed exactly one element and gives "" where it is not what it expects. Nothing here fetches an algorithm. */
#include "tb-dissect-asn1.h"

#include <string.h>

#include <openssl/bn.h>

#define N_KNOWN_OBJECTS 2048

static gboolean
open_element (const guint8 *der, gsize n_bytes, TbAsn1Element *element)
{
  TbCursor cursor;

  tb_cursor_init (&cursor, der, n_bytes);
  return tb_asn1_next (&cursor, element);
}

/* Lines without the blanks around them, one after the other. */
static char *
join_lines (const char *bytes, gsize n_bytes)
{
  g_autofree char *whole = g_strndup (bytes, n_bytes);
  g_auto (GStrv) lines = g_strsplit (whole, "\n", -1);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; lines[i] != NULL; i++)
    if (*g_strstrip (lines[i]) != '\0')
      g_string_append_printf (text, "%s%s", text->len > 0 ? "; " : "", lines[i]);
  return tb_field_text ((const guint8 *) text->str, text->len);
}

static void
free_paper (gpointer bio)
{
  BIO_free (bio);
}

/* Somewhere for OpenSSL to print: one sheet for each thread, wiped before it is used again. */
static BIO *
take_paper (void)
{
  static GPrivate papers = G_PRIVATE_INIT (free_paper);
  BIO *paper = g_private_get (&papers);

  if (paper == NULL)
    {
      paper = BIO_new (BIO_s_mem ());
      g_private_set (&papers, paper);
    }
  BIO_reset (paper);
  return paper;
}

/* Takes what was printed, as one line. */
static char *
text_from_paper (BIO *bio)
{
  char *bytes = NULL;
  long n_bytes = BIO_get_mem_data (bio, &bytes);
  gboolean one_line = n_bytes > 0 && memchr (bytes, '\n', n_bytes) == NULL && bytes[0] != ' ' && bytes[n_bytes - 1] != ' ';
  char *text = n_bytes <= 0 ? g_strdup ("") : one_line ? tb_field_text ((const guint8 *) bytes, n_bytes) : join_lines (bytes, n_bytes);

  return text;
}

/**
 * tb_asn1_object_name:
 * @object: an object identifier
 *
 * Returns: (transfer full): its short name, or its numbers when it has none
 */
char *
tb_asn1_object_name (const ASN1_OBJECT *object)
{
  int nid = OBJ_obj2nid (object);
  char numbers[128] = "";

  if (nid != NID_undef)
    return g_strdup (OBJ_nid2sn (nid));
  OBJ_obj2txt (numbers, sizeof numbers, object, 1);
  return g_strdup (numbers);
}

/**
 * tb_asn1_string_text:
 * @string: a string of any type
 *
 * Returns: (transfer full): it as text
 */
char *
tb_asn1_string_text (const ASN1_STRING *string)
{
  unsigned char *utf8 = NULL;
  int n_bytes = ASN1_STRING_to_UTF8 (&utf8, string);
  char *text = n_bytes >= 0 ? tb_field_text (utf8, n_bytes) : g_strdup ("");

  OPENSSL_free (utf8);
  return text;
}

/**
 * tb_asn1_extension_text:
 * @extension: an extension of a certificate
 *
 * Returns: (transfer full): what it says, in the words of OpenSSL
 */
char *
tb_asn1_extension_text (X509_EXTENSION *extension)
{
  BIO *bio = take_paper ();

  X509V3_EXT_print (bio, extension, X509V3_EXT_DUMP_UNKNOWN, 0);
  return text_from_paper (bio);
}

static char *
describe_object (const ASN1_OBJECT *object)
{
  g_autofree char *name = tb_asn1_object_name (object);
  char numbers[128] = "";

  OBJ_obj2txt (numbers, sizeof numbers, object, 1);
  return g_str_equal (name, numbers) ? g_steal_pointer (&name) : g_strdup_printf ("%s (%s)", name, numbers);
}

/* Those that OpenSSL knows are described once and for all; two threads may do it at once, and one of the two texts is kept. */
static const char *
describe_known (const ASN1_OBJECT *object)
{
  static gpointer texts[N_KNOWN_OBJECTS];
  int nid = OBJ_obj2nid (object);
  char *text;

  if (nid <= NID_undef || nid >= N_KNOWN_OBJECTS)
    return NULL;
  if (g_atomic_pointer_get (&texts[nid]) == NULL)
    {
      text = describe_object (object);
      if (!g_atomic_pointer_compare_and_exchange (&texts[nid], NULL, text))
        g_free (text);
    }
  return g_atomic_pointer_get (&texts[nid]);
}

char *
tb_asn1_describe_object (const ASN1_OBJECT *object)
{
  const char *known = describe_known (object);

  return known != NULL ? g_strdup (known) : describe_object (object);
}

char *
tb_asn1_object_text (const guint8 *der, gsize n_bytes)
{
  ASN1_OBJECT *object = d2i_ASN1_OBJECT (NULL, &der, n_bytes);
  char *text = object != NULL ? tb_asn1_describe_object (object) : g_strdup ("");

  ASN1_OBJECT_free (object);
  return text;
}

char *
tb_asn1_content_hex (const guint8 *der, gsize n_bytes)
{
  TbAsn1Element element;

  if (!open_element (der, n_bytes, &element))
    return g_strdup ("");
  return tb_field_hex (element.content.bytes + element.content.at, element.content.end - element.content.at);
}

/* Of the parameters only curves and NULL are common; anything else is shown as it is. */
char *
tb_asn1_parameter_text (const guint8 *der, gsize n_bytes)
{
  TbAsn1Element element;

  if (!open_element (der, n_bytes, &element))
    return g_strdup ("");
  if (element.tag == V_ASN1_NULL)
    return g_strdup ("NULL");
  return element.tag == V_ASN1_OBJECT ? tb_asn1_object_text (der, n_bytes) : tb_asn1_content_hex (der, n_bytes);
}

static BIGNUM *
read_integer (const guint8 *der, gsize n_bytes)
{
  ASN1_INTEGER *integer = d2i_ASN1_INTEGER (NULL, &der, n_bytes);
  BIGNUM *number = integer != NULL ? ASN1_INTEGER_to_BN (integer, NULL) : NULL;

  ASN1_INTEGER_free (integer);
  return number;
}

char *
tb_asn1_integer_text (const guint8 *der, gsize n_bytes)
{
  BIGNUM *number = read_integer (der, n_bytes);
  char *hex = number != NULL ? BN_bn2hex (number) : NULL;
  g_autofree char *lower = hex != NULL ? g_ascii_strdown (hex, MIN (strlen (hex), 128)) : g_strdup ("");

  OPENSSL_free (hex);
  BN_free (number);
  return g_steal_pointer (&lower);
}

char *
tb_asn1_boolean_text (const guint8 *der, gsize n_bytes)
{
  TbAsn1Element element;

  if (!open_element (der, n_bytes, &element) || tb_cursor_left (&element.content) != 1)
    return g_strdup ("");
  return g_strdup (tb_cursor_be (&element.content, 1) != 0 ? "TRUE" : "FALSE");
}

/* [0] holds the INTEGER; 2 stands for version 3. */
char *
tb_asn1_version_text (const guint8 *der, gsize n_bytes)
{
  TbAsn1Element outer;
  BIGNUM *number = NULL;
  char *text;

  if (open_element (der, n_bytes, &outer))
    number = read_integer (der + outer.content.at, outer.content.end - outer.content.at);
  text = number != NULL && BN_num_bits (number) <= 8
         ? g_strdup_printf ("v%d (%d)", (int) BN_get_word (number) + 1, (int) BN_get_word (number)) : g_strdup ("");
  BN_free (number);
  return text;
}

static void
write_two (char *out, int number)
{
  out[0] = '0' + number / 10 % 10;
  out[1] = '0' + number % 10;
}

static char *
write_time (const struct tm *tm)
{
  char text[] = "0000-00-00T00:00:00Z";

  write_two (text, (tm->tm_year + 1900) / 100);
  write_two (text + 2, tm->tm_year % 100);
  write_two (text + 5, tm->tm_mon + 1);
  write_two (text + 8, tm->tm_mday);
  write_two (text + 11, tm->tm_hour);
  write_two (text + 14, tm->tm_min);
  write_two (text + 17, tm->tm_sec);
  return g_strdup (text);
}

char *
tb_asn1_time_text (const guint8 *der, gsize n_bytes)
{
  ASN1_TIME *when = d2i_ASN1_TIME (NULL, &der, n_bytes);
  struct tm tm;
  char *text;

  if (when != NULL && ASN1_TIME_to_tm (when, &tm) == 1)
    text = write_time (&tm);
  else
    text = g_strdup ("");
  ASN1_TIME_free (when);
  return text;
}

/* [n] EXPLICIT around a time. */
char *
tb_asn1_tagged_time_text (const guint8 *der, gsize n_bytes)
{
  TbAsn1Element outer;

  if (!open_element (der, n_bytes, &outer))
    return g_strdup ("");
  return tb_asn1_time_text (der + outer.content.at, outer.content.end - outer.content.at);
}

/* [n] EXPLICIT around a Name. */
char *
tb_asn1_tagged_name_text (const guint8 *der, gsize n_bytes)
{
  TbAsn1Element outer;
  X509_NAME *name = NULL;
  const guint8 *at;
  char *text;

  if (open_element (der, n_bytes, &outer))
    {
      at = der + outer.content.at;
      name = d2i_X509_NAME (NULL, &at, outer.content.end - outer.content.at);
    }
  text = name != NULL ? tb_asn1_name_text (name) : g_strdup ("");
  X509_NAME_free (name);
  return text;
}

/* [n] EXPLICIT around an OCTET STRING. */
char *
tb_asn1_tagged_hex (const guint8 *der, gsize n_bytes)
{
  TbAsn1Element outer;

  if (!open_element (der, n_bytes, &outer))
    return g_strdup ("");
  return tb_asn1_content_hex (der + outer.content.at, outer.content.end - outer.content.at);
}

char *
tb_asn1_name_text (X509_NAME *name)
{
  BIO *bio = take_paper ();

  X509_NAME_print_ex (bio, name, 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB);
  return text_from_paper (bio);
}

char *
tb_asn1_bits_text (const guint8 *der, gsize n_bytes)
{
  ASN1_BIT_STRING *bits = d2i_ASN1_BIT_STRING (NULL, &der, n_bytes);
  char *text = bits != NULL ? tb_field_hex (ASN1_STRING_get0_data (bits), ASN1_STRING_length (bits)) : g_strdup ("");

  ASN1_BIT_STRING_free (bits);
  return text;
}

/* RSAPublicKey is a SEQUENCE that begins with the modulus; its size is the key's size. */
static char *
describe_rsa (const guint8 *key, gsize n_bytes)
{
  TbAsn1Element sequence;
  BIGNUM *modulus = NULL;
  char *text;

  if (open_element (key, n_bytes, &sequence))
    modulus = read_integer (key + sequence.content.at, sequence.content.end - sequence.content.at);
  text = modulus != NULL ? g_strdup_printf ("RSA, %d bits", BN_num_bits (modulus)) : g_strdup ("RSA");
  BN_free (modulus);
  return text;
}

static char *
describe_key (const ASN1_OBJECT *algorithm, int parameter_type, const void *parameter, const guint8 *key, int n_bytes)
{
  g_autofree char *name = NULL;
  g_autofree char *curve = NULL;

  if (OBJ_obj2nid (algorithm) == NID_rsaEncryption)
    return describe_rsa (key, n_bytes);
  name = tb_asn1_object_name (algorithm);
  if (OBJ_obj2nid (algorithm) != NID_X9_62_id_ecPublicKey || parameter_type != V_ASN1_OBJECT)
    return g_steal_pointer (&name);
  curve = tb_asn1_object_name (parameter);
  return g_strdup_printf ("EC, %s", curve);
}

/* SubjectPublicKeyInfo is an AlgorithmIdentifier and a BIT STRING. It is not given to OpenSSL as a whole, which would look for an implementation. */
char *
tb_asn1_key_text (const guint8 *der, gsize n_bytes)
{
  TbAsn1Element outer;
  const guint8 *at;
  X509_ALGOR *algorithm = NULL;
  ASN1_BIT_STRING *bits = NULL;
  const ASN1_OBJECT *object = NULL;
  const void *parameter = NULL;
  int parameter_type = 0;
  char *text = NULL;

  if (!open_element (der, n_bytes, &outer))
    return g_strdup ("");
  at = der + outer.content.at;
  algorithm = d2i_X509_ALGOR (NULL, &at, der + n_bytes - at);
  bits = algorithm != NULL ? d2i_ASN1_BIT_STRING (NULL, &at, der + n_bytes - at) : NULL;
  if (bits != NULL)
    {
      X509_ALGOR_get0 (&object, &parameter_type, &parameter, algorithm);
      text = describe_key (object, parameter_type, parameter, ASN1_STRING_get0_data (bits), ASN1_STRING_length (bits));
    }
  X509_ALGOR_free (algorithm);
  ASN1_BIT_STRING_free (bits);
  return text != NULL ? text : g_strdup ("");
}

static char *
type_text (const ASN1_TYPE *any)
{
  switch (any->type)
    {
    case V_ASN1_OBJECT:
      return tb_asn1_describe_object (any->value.object);
    case V_ASN1_UTF8STRING:
    case V_ASN1_PRINTABLESTRING:
    case V_ASN1_IA5STRING:
    case V_ASN1_T61STRING:
    case V_ASN1_BMPSTRING:
    case V_ASN1_UNIVERSALSTRING:
      return tb_asn1_string_text (any->value.asn1_string);
    default:
      return NULL;
    }
}

/* Of whatever type it is: what it says; hex where that is not known. */
char *
tb_asn1_any_text (const guint8 *der, gsize n_bytes)
{
  const guint8 *at = der;
  ASN1_TYPE *any = d2i_ASN1_TYPE (NULL, &at, n_bytes);
  int type = any != NULL ? any->type : 0;
  char *text = any != NULL ? type_text (any) : NULL;

  ASN1_TYPE_free (any);
  if (text != NULL)
    return text;
  if (type == V_ASN1_INTEGER)
    return tb_asn1_integer_text (der, n_bytes);
  if (type == V_ASN1_UTCTIME || type == V_ASN1_GENERALIZEDTIME)
    return tb_asn1_time_text (der, n_bytes);
  return tb_asn1_content_hex (der, n_bytes);
}
