/* tb-lint-alternative: rules about subjectAltName: DNS names, addresses, and what the common name says beside them. */
#include "tb-lint-finders.h"

#include <string.h>

#include <gio/gio.h>

#define MAX_LABEL 63
#define MAX_NAME  253

typedef gboolean (*IsBad) (const char *name);

/* As text, NULL where there is a zero byte inside: no name at all then. */
static char *
to_text (const ASN1_STRING *string)
{
  gsize n = (gsize) ASN1_STRING_length (string);
  const char *bytes = (const char *) ASN1_STRING_get0_data (string);

  return memchr (bytes, '\0', n) == NULL ? g_strndup (bytes, n) : NULL;
}

static char *
find_dns (const TbLintSubject *subject, IsBad is_bad)
{
  int at = 0;

  for (const ASN1_STRING *name; (name = tb_lint_next_name (subject, GEN_DNS, &at)) != NULL;)
    {
      g_autofree char *text = to_text (name);

      if (text != NULL && is_bad (text))
        return tb_lint_text (name);
    }
  return NULL;
}

/* --- presence --- */

static const TbLintPart *
get_names (const TbLintSubject *subject)
{
  return &subject->parts[TB_PART_SUBJECT_NAMES];
}

char *
tb_find_server_nameless (const TbLintSubject *subject)
{
  gboolean serves = !subject->is_authority && tb_lint_has_purpose (subject, NID_server_auth);

  return tb_lint_found (serves && !get_names (subject)->is_there, "no subjectAltName");
}

char *
tb_find_names_empty (const TbLintSubject *subject)
{
  const GENERAL_NAMES *names = get_names (subject)->value;

  return tb_lint_found (names != NULL && sk_GENERAL_NAME_num (names) == 0, "no name in it");
}

static gboolean
is_subject_empty (const TbLintSubject *subject)
{
  return X509_NAME_entry_count (X509_get_subject_name (subject->x509)) == 0;
}

char *
tb_find_names_not_critical (const TbLintSubject *subject)
{
  const TbLintPart *names = get_names (subject);

  return tb_lint_found (names->is_there && !names->is_critical && is_subject_empty (subject), "subject empty, not critical");
}

char *
tb_find_names_critical (const TbLintSubject *subject)
{
  return tb_lint_found (get_names (subject)->is_critical && !is_subject_empty (subject), "subject not empty, critical");
}

/* --- DNS names --- */

static gboolean
is_label (const char *label)
{
  gsize n = strlen (label);

  return n > 0 && n <= MAX_LABEL && label[0] != '-' && label[n - 1] != '-' && strspn (label, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "-_") == n;
}

/* A wildcard and an underscore are matters of their own. */
static gboolean
is_bad_name (const char *name)
{
  g_auto (GStrv) labels = g_strsplit (g_str_has_prefix (name, "*.") ? name + 2 : name, ".", -1);

  if (labels[0] == NULL || strlen (name) > MAX_NAME)
    return TRUE;
  for (guint i = 0; labels[i] != NULL; i++)
    if (strchr (labels[i], '*') == NULL && !is_label (labels[i]))
      return TRUE;
  return FALSE;
}

static char *
find_zero_byte (const TbLintSubject *subject)
{
  int at = 0;

  for (const ASN1_STRING *name; (name = tb_lint_next_name (subject, GEN_DNS, &at)) != NULL;)
    {
      g_autofree char *text = to_text (name);

      if (text == NULL)
        return tb_lint_text (name);
    }
  return NULL;
}

char *
tb_find_dns_syntax (const TbLintSubject *subject)
{
  char *found = find_zero_byte (subject);

  return found != NULL ? found : find_dns (subject, is_bad_name);
}

static gboolean
has_underscore (const char *name)
{
  return strchr (name, '_') != NULL;
}

char *
tb_find_dns_underscore (const TbLintSubject *subject)
{
  return find_dns (subject, has_underscore);
}

/* Good: the first label and nothing else of it, above at least two more. */
static gboolean
is_bad_wildcard (const char *name)
{
  const char *star = strrchr (name, '*');

  return star != NULL && (star != name || name[1] != '.' || strchr (name + 2, '.') == NULL);
}

char *
tb_find_dns_wildcard_form (const TbLintSubject *subject)
{
  return find_dns (subject, is_bad_wildcard);
}

static gboolean
has_star (const char *name)
{
  return strchr (name, '*') != NULL;
}

char *
tb_find_device_wildcard (const TbLintSubject *subject)
{
  return find_dns (subject, has_star);
}

char *
tb_find_dns_address (const TbLintSubject *subject)
{
  return find_dns (subject, g_hostname_is_ip_address);
}

static gboolean
is_internal (const char *name)
{
  static const char *const endings[] = {
    ".local", ".localhost", ".internal", ".lan", ".home", ".corp", ".invalid", ".test", ".example", ".home.arpa",
  };

  if (strchr (name, '.') == NULL)
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    if (g_str_has_suffix (name, endings[i]))
      return TRUE;
  return FALSE;
}

char *
tb_find_internal_name (const TbLintSubject *subject)
{
  return find_dns (subject, is_internal);
}

/* --- addresses --- */

static GInetAddress *
to_address (const ASN1_STRING *octets)
{
  int n = ASN1_STRING_length (octets);

  if (n != 4 && n != 16)
    return NULL;
  return g_inet_address_new_from_bytes (ASN1_STRING_get0_data (octets), n == 4 ? G_SOCKET_FAMILY_IPV4 : G_SOCKET_FAMILY_IPV6);
}

static gboolean
is_private (GInetAddress *address)
{
  return g_inet_address_get_is_site_local (address) || g_inet_address_get_is_loopback (address) || g_inet_address_get_is_link_local (address)
         || g_inet_address_get_is_any (address) || g_inet_address_get_is_multicast (address)
         || (g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV6 && (g_inet_address_to_bytes (address)[0] & 0xfe) == 0xfc);
}

char *
tb_find_private_address (const TbLintSubject *subject)
{
  int at = 0;

  for (const ASN1_STRING *octets; (octets = tb_lint_next_name (subject, GEN_IPADD, &at)) != NULL;)
    {
      g_autoptr (GInetAddress) address = to_address (octets);

      if (address != NULL && is_private (address))
        return g_inet_address_to_string (address);
    }
  return NULL;
}

char *
tb_find_address_length (const TbLintSubject *subject)
{
  int at = 0;

  for (const ASN1_STRING *octets; (octets = tb_lint_next_name (subject, GEN_IPADD, &at)) != NULL;)
    if (ASN1_STRING_length (octets) != 4 && ASN1_STRING_length (octets) != 16)
      return g_strdup_printf ("%d octets", ASN1_STRING_length (octets));
  return NULL;
}

/* --- the common name --- */

static gboolean
is_among_dns_names (const TbLintSubject *subject, const char *name)
{
  int at = 0;

  for (const ASN1_STRING *other; (other = tb_lint_next_name (subject, GEN_DNS, &at)) != NULL;)
    {
      g_autofree char *text = to_text (other);

      if (text != NULL && g_ascii_strcasecmp (text, name) == 0)
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_among_addresses (const TbLintSubject *subject, const char *name)
{
  g_autoptr (GInetAddress) wanted = g_inet_address_new_from_string (name);
  int at = 0;

  for (const ASN1_STRING *octets; wanted != NULL && (octets = tb_lint_next_name (subject, GEN_IPADD, &at)) != NULL;)
    {
      g_autoptr (GInetAddress) address = to_address (octets);

      if (address != NULL && g_inet_address_equal (address, wanted))
        return TRUE;
    }
  return FALSE;
}

static gboolean
looks_like_host (const char *name)
{
  return g_hostname_is_ip_address (name) || (strchr (name, '.') != NULL && !is_bad_name (name));
}

char *
tb_find_common_name_alone (const TbLintSubject *subject)
{
  const ASN1_STRING *common_name = tb_lint_attribute (X509_get_subject_name (subject->x509), NID_commonName);
  g_autofree char *text = common_name != NULL ? to_text (common_name) : NULL;

  if (subject->is_authority || text == NULL || !looks_like_host (text) || is_among_dns_names (subject, text) || is_among_addresses (subject, text))
    return NULL;
  return tb_lint_text (common_name);
}
