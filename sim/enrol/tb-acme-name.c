/* tb-acme-name: see the header. Addresses have one text each, that of RFC 5952, so that names can be compared as text. */
#include "tb-acme-name.h"

#include <arpa/inet.h>
#include <string.h>

#include "tb-request.h"

#define V4_BYTES 4
#define V6_BYTES 16

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GENERAL_NAMES, GENERAL_NAMES_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (X509_NAME, X509_NAME_free)

/* --- addresses --- */

static char *
print_address (const guint8 *bytes, gsize n)
{
  char text[INET6_ADDRSTRLEN];

  if (n != V4_BYTES && n != V6_BYTES)
    return NULL;
  return g_strdup (inet_ntop (n == V4_BYTES ? AF_INET : AF_INET6, bytes, text, sizeof text));
}

/* How many bytes it has, 0 for what is no address. */
static gsize
parse_address (const char *text, guint8 bytes[V6_BYTES])
{
  return inet_pton (AF_INET, text, bytes) == 1 ? V4_BYTES : inet_pton (AF_INET6, text, bytes) == 1 ? V6_BYTES : 0;
}

/**
 * tb_acme_name_is_address:
 * @name: a name of an order
 *
 * Returns: whether it is an IP address rather than a DNS name
 */
gboolean
tb_acme_name_is_address (const char *name)
{
  guint8 bytes[V6_BYTES];

  return parse_address (name, bytes) > 0;
}

/**
 * tb_acme_name_read_address:
 * @text: what a client calls an address
 *
 * Returns: (transfer full) (nullable): the address as RFC 8738 section 3 wants it written; %NULL when @text is none, or written otherwise
 */
char *
tb_acme_name_read_address (const char *text)
{
  guint8 bytes[V6_BYTES];
  gsize n = parse_address (text, bytes);
  g_autofree char *canonical = print_address (bytes, n);

  return canonical != NULL && strcmp (canonical, text) == 0 ? g_steal_pointer (&canonical) : NULL;
}

/**
 * tb_acme_name_to_reverse:
 * @address: an address
 *
 * Returns: (transfer full): the name that stands for it in SNI (RFC 8738 section 6), in `in-addr.arpa` or `ip6.arpa`
 */
char *
tb_acme_name_to_reverse (const char *address)
{
  guint8 bytes[V6_BYTES];
  gsize n = parse_address (address, bytes);
  GString *text = g_string_new (NULL);

  for (gsize i = n; i > 0; i--)
    if (n == V4_BYTES)
      g_string_append_printf (text, "%u.", bytes[i - 1]);
    else
      g_string_append_printf (text, "%x.%x.", bytes[i - 1] & 15, bytes[i - 1] >> 4);
  g_string_append (text, n == V4_BYTES ? "in-addr.arpa" : "ip6.arpa");
  return g_string_free (text, FALSE);
}

/* --- in certificates --- */

/* Without an end hidden in it; small letters. */
static char *
copy_name (const ASN1_STRING *text)
{
  const char *bytes = (const char *) ASN1_STRING_get0_data (text);
  gsize n = (gsize) ASN1_STRING_length (text);

  return n > 0 && memchr (bytes, '\0', n) == NULL ? g_ascii_strdown (bytes, (gssize) n) : NULL;
}

/**
 * tb_acme_name_from_general:
 * @general: a name in a request or certificate
 *
 * Returns: (transfer full) (nullable): it as text, %NULL when it is of another kind or broken
 */
char *
tb_acme_name_from_general (const GENERAL_NAME *general)
{
  int kind;
  const ASN1_STRING *value = GENERAL_NAME_get0_value (general, &kind);
  g_autofree char *name = kind == GEN_DNS ? copy_name (value) : NULL;

  if (kind == GEN_IPADD)
    return print_address (ASN1_STRING_get0_data (value), (gsize) ASN1_STRING_length (value));
  return name != NULL && !tb_acme_name_is_address (name) ? g_steal_pointer (&name) : NULL;
}

static gboolean
add_name (GENERAL_NAMES *names, const char *name)
{
  GENERAL_NAME *general = a2i_GENERAL_NAME (NULL, NULL, NULL, tb_acme_name_is_address (name) ? GEN_IPADD : GEN_DNS, name, 0);

  if (general != NULL && sk_GENERAL_NAME_push (names, general) > 0)
    return TRUE;
  GENERAL_NAME_free (general);
  return FALSE;
}

/**
 * tb_acme_names_to_general:
 * @names: (array zero-terminated=1): of an order
 *
 * Returns: (transfer full) (nullable): for subjectAltName; %NULL when OpenSSL fails
 */
GENERAL_NAMES *
tb_acme_names_to_general (const char *const *names)
{
  g_autoptr (GENERAL_NAMES) list = GENERAL_NAMES_new ();

  for (guint i = 0; list != NULL && names[i] != NULL; i++)
    if (!add_name (list, names[i]))
      return NULL;
  return g_steal_pointer (&list);
}

/**
 * tb_acme_names_to_subject:
 * @names: (array zero-terminated=1): of an order
 *
 * Returns: (transfer full) (nullable): a subject with the first name that is short enough as its common name: authorities of ours name everybody they
 *   certify; %NULL when OpenSSL fails
 */
X509_NAME *
tb_acme_names_to_subject (const char *const *names)
{
  g_autoptr (X509_NAME) subject = X509_NAME_new ();
  guint at = 0;

  while (names[at] != NULL && strlen (names[at]) > TB_REQUEST_MAX_NAME)
    at++;
  if (subject == NULL || (names[at] != NULL && !tb_request_put_name (subject, names[at])))
    return NULL;
  return g_steal_pointer (&subject);
}
