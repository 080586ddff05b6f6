/* tb-lint-names: rules about the names of subject and issuer. */
#include "tb-lint-finders.h"

#include <string.h>

/* Asks @is_bad of every attribute of @name; the first that is, in words. */
static char *
find_attribute (const X509_NAME *name, gboolean (*is_bad) (int nid, const ASN1_STRING *value))
{
  for (int i = 0; i < X509_NAME_entry_count (name); i++)
    {
      const X509_NAME_ENTRY *entry = X509_NAME_get_entry (name, i);
      const ASN1_STRING *value = X509_NAME_ENTRY_get_data (entry);
      const ASN1_OBJECT *object = X509_NAME_ENTRY_get_object (entry);

      if (is_bad (OBJ_obj2nid (object), value))
        {
          g_autofree char *type = tb_lint_object_text (object), *text = tb_lint_text (value);

          return g_strdup_printf ("%s=%s", type, text);
        }
    }
  return NULL;
}

static const X509_NAME *
get_subject (const TbLintSubject *subject)
{
  return X509_get_subject_name (subject->x509);
}

static const X509_NAME *
get_issuer (const TbLintSubject *subject)
{
  return X509_get_issuer_name (subject->x509);
}

static gboolean
is_empty (const X509_NAME *name)
{
  return X509_NAME_entry_count (name) == 0;
}

char *
tb_find_empty_issuer (const TbLintSubject *subject)
{
  return tb_lint_found (is_empty (get_issuer (subject)), "empty");
}

char *
tb_find_empty_authority (const TbLintSubject *subject)
{
  return tb_lint_found (subject->is_authority && is_empty (get_subject (subject)), "empty");
}

char *
tb_find_nameless (const TbLintSubject *subject)
{
  gboolean has_names = subject->parts[TB_PART_SUBJECT_NAMES].is_there;

  return tb_lint_found (!subject->is_authority && is_empty (get_subject (subject)) && !has_names, "empty subject, no subjectAltName");
}

/* --- attributes --- */

static gboolean
is_empty_value (int nid, const ASN1_STRING *value)
{
  const guint8 *bytes = ASN1_STRING_get0_data (value);
  int n = ASN1_STRING_length (value);

  while (n > 0 && (bytes[n - 1] == ' ' || bytes[n - 1] == '\0'))
    n--;
  return n == 0;
}

char *
tb_find_empty_attribute (const TbLintSubject *subject)
{
  char *found = find_attribute (get_subject (subject), is_empty_value);

  return found != NULL ? found : find_attribute (get_issuer (subject), is_empty_value);
}

/* Upper bounds of RFC 5280 appendix A.1, in characters. */
static const struct
{
  int nid;
  int max;
} bounds[] = {
  { NID_commonName, 64 }, { NID_organizationName, 64 }, { NID_organizationalUnitName, 64 }, { NID_serialNumber, 64 }, { NID_title, 64 },
  { NID_localityName, 128 }, { NID_stateOrProvinceName, 128 }, { NID_countryName, 2 }, { NID_pkcs9_emailAddress, 255 },
};

static int
count_characters (const ASN1_STRING *value)
{
  unsigned char *utf8 = NULL;
  int n = ASN1_STRING_to_UTF8 (&utf8, value);
  int n_characters = n > 0 && g_utf8_validate ((char *) utf8, n, NULL) ? (int) g_utf8_strlen ((char *) utf8, n) : MAX (n, 0);

  OPENSSL_free (utf8);
  return n_characters;
}

static gboolean
is_too_long (int nid, const ASN1_STRING *value)
{
  for (guint i = 0; i < G_N_ELEMENTS (bounds); i++)
    if (bounds[i].nid == nid)
      return count_characters (value) > bounds[i].max;
  return FALSE;
}

char *
tb_find_long_attribute (const TbLintSubject *subject)
{
  return find_attribute (get_subject (subject), is_too_long);
}

static gboolean
is_bad_country (int nid, const ASN1_STRING *value)
{
  const guint8 *bytes = ASN1_STRING_get0_data (value);

  if (nid != NID_countryName)
    return FALSE;
  return ASN1_STRING_type (value) != V_ASN1_PRINTABLESTRING || ASN1_STRING_length (value) != 2
         || !g_ascii_isupper (bytes[0]) || !g_ascii_isupper (bytes[1]);
}

char *
tb_find_bad_country (const TbLintSubject *subject)
{
  return find_attribute (get_subject (subject), is_bad_country);
}

static gboolean
is_old_string (int nid, const ASN1_STRING *value)
{
  int type = ASN1_STRING_type (value);

  return type == V_ASN1_T61STRING || type == V_ASN1_BMPSTRING || type == V_ASN1_UNIVERSALSTRING;
}

char *
tb_find_old_string (const TbLintSubject *subject)
{
  return find_attribute (get_subject (subject), is_old_string);
}

static gboolean
is_email (int nid, const ASN1_STRING *value)
{
  return nid == NID_pkcs9_emailAddress;
}

char *
tb_find_email_in_subject (const TbLintSubject *subject)
{
  return find_attribute (get_subject (subject), is_email);
}

static gboolean
is_unit (int nid, const ASN1_STRING *value)
{
  return nid == NID_organizationalUnitName;
}

char *
tb_find_unit_in_subject (const TbLintSubject *subject)
{
  return subject->is_authority ? NULL : find_attribute (get_subject (subject), is_unit);
}

/* --- who issues --- */

char *
tb_find_self_signed_leaf (const TbLintSubject *subject)
{
  return tb_lint_found (!subject->is_authority && subject->is_self_signed, "signed with its own key");
}

char *
tb_find_authority_name (const TbLintSubject *subject)
{
  static const int wanted[] = { NID_commonName, NID_organizationName, NID_countryName };

  if (!subject->is_authority || is_empty (get_subject (subject)))
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (wanted); i++)
    if (tb_lint_attribute (get_subject (subject), wanted[i]) == NULL)
      return g_strdup_printf ("no %s", OBJ_nid2ln (wanted[i]));
  return NULL;
}

/* Organisations of authorities that browsers trust, as they stand in the issuer names of their certificates. Beginnings, since
 * "DigiCert Inc" and "DigiCert, Inc." are one. */
static const char *const public_authorities[] = {
  "Let's Encrypt", "Internet Security Research Group", "DigiCert", "Sectigo", "COMODO CA", "The USERTRUST Network", "ZeroSSL",
  "Google Trust Services", "GlobalSign", "Entrust, Inc.", "GoDaddy.com", "Starfield Technologies", "IdenTrust", "SSL Corp", "Buypass",
  "SwissSign", "Actalis", "D-Trust", "T-Systems", "Deutsche Telekom Security", "QuoVadis", "Asseco Data Systems", "Unizeto", "HARICA",
  "Hellenic Academic and Research Institutions", "Certigna", "Dhimyotis", "Telia", "Amazon", "GEANT Vereniging",
};

static gboolean
is_public_authority (int nid, const ASN1_STRING *value)
{
  g_autofree char *text = nid == NID_organizationName ? tb_lint_text (value) : NULL;

  for (guint i = 0; text != NULL && i < G_N_ELEMENTS (public_authorities); i++)
    if (g_ascii_strncasecmp (text, public_authorities[i], strlen (public_authorities[i])) == 0)
      return TRUE;
  return FALSE;
}

char *
tb_find_public_authority (const TbLintSubject *subject)
{
  char *found = find_attribute (get_issuer (subject), is_public_authority);

  return found == NULL && subject->is_authority ? find_attribute (get_subject (subject), is_public_authority) : found;
}
