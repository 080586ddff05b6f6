/* tb-lint-device: rules for certificates of devices: who is it, for how long, and what does it cost to send. */
#include "tb-lint-finders.h"

#include <string.h>

#define MAX_DEVICE_BYTES 1024
#define FRAME_BYTES      127           /* IEEE 802.15.4 */
#define EUI64_DIGITS     16

static char *
get_serial_attribute (const TbLintSubject *subject)
{
  const ASN1_STRING *serial = tb_lint_attribute (X509_get_subject_name (subject->x509), NID_serialNumber);

  return serial != NULL ? tb_lint_text (serial) : NULL;
}

/* Sixteen hexadecimal digits, plain or with hyphens or colons between the octets. */
static gboolean
is_eui64 (const char *text)
{
  guint n_digits = 0, n_others = 0;

  for (; *text != '\0'; text++)
    if (g_ascii_isxdigit (*text))
      n_digits++;
    else if ((*text == '-' || *text == ':') && n_digits % 2 == 0)
      n_others++;
    else
      return FALSE;
  return n_digits == EUI64_DIGITS && (n_others == 0 || n_others == EUI64_DIGITS / 2 - 1);
}

/* The one form the draft has: HH-HH-HH-HH-HH-HH-HH-HH with capitals. */
static gboolean
is_eui64_in_form (const char *text)
{
  if (!is_eui64 (text) || strlen (text) != EUI64_DIGITS + EUI64_DIGITS / 2 - 1)
    return FALSE;
  for (; *text != '\0'; text++)
    if (*text == ':' || g_ascii_islower (*text))
      return FALSE;
  return TRUE;
}

char *
tb_find_device_name (const TbLintSubject *subject)
{
  const ASN1_STRING *common_name = tb_lint_attribute (X509_get_subject_name (subject->x509), NID_commonName);
  g_autofree char *serial = get_serial_attribute (subject), *name = NULL;

  if (!subject->is_device || serial != NULL)
    return NULL;
  name = common_name != NULL ? tb_lint_text (common_name) : g_strdup ("no common name");
  return is_eui64 (name) ? NULL : g_steal_pointer (&name);
}

char *
tb_find_eui64_form (const TbLintSubject *subject)
{
  g_autofree char *serial = get_serial_attribute (subject);

  if (serial == NULL || !is_eui64 (serial) || is_eui64_in_form (serial))
    return NULL;
  return g_steal_pointer (&serial);
}

char *
tb_find_several_names (const TbLintSubject *subject)
{
  const GENERAL_NAMES *names = tb_lint_part (subject, TB_PART_SUBJECT_NAMES);
  int n = sk_GENERAL_NAME_num (names);

  return subject->is_device && n > 1 ? g_strdup_printf ("%d names", n) : NULL;
}

static gboolean
has_module_name (const TbLintSubject *subject)
{
  const GENERAL_NAMES *names = tb_lint_part (subject, TB_PART_SUBJECT_NAMES);

  for (int i = 0; i < sk_GENERAL_NAME_num (names); i++)
    {
      const GENERAL_NAME *name = sk_GENERAL_NAME_value (names, i);
      char oid[40] = "";

      if (name->type == GEN_OTHERNAME)
        OBJ_obj2txt (oid, sizeof oid, name->d.otherName->type_id, 1);
      if (strcmp (oid, "1.3.6.1.5.5.7.8.4") == 0)
        return TRUE;
    }
  return FALSE;
}

char *
tb_find_factory_without_serial (const TbLintSubject *subject)
{
  g_autofree char *serial = get_serial_attribute (subject);

  gboolean is_factory = !subject->is_authority && subject->until_s == TB_LINT_NO_END_S;

  return tb_lint_found (is_factory && serial == NULL && !has_module_name (subject), "no serial number");
}

char *
tb_find_leaf_key_identifier (const TbLintSubject *subject)
{
  return tb_lint_found (!subject->is_authority && !subject->is_responder && subject->parts[TB_PART_SUBJECT_KEY].is_there, "subjectKeyIdentifier");
}

char *
tb_find_large (const TbLintSubject *subject)
{
  int n = i2d_X509 (subject->x509, NULL);

  if (!subject->is_device || n <= MAX_DEVICE_BYTES)
    return NULL;
  return g_strdup_printf ("%d bytes, %d frames of %d", n, (n + FRAME_BYTES - 1) / FRAME_BYTES, FRAME_BYTES);
}
