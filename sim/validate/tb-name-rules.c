/* tb-name-rules: is this the certificate of whom we want to talk to? Names are subjectAltNames, never the common name.
 *
 * OpenSSL compares: wildcards only as the whole first label (RFC 9525), addresses as bytes, mailboxes with RFC 9598. */
#include "tb-judging.h"

#include <glib/gi18n-lib.h>

#include "tb-name-forms.h"

#define MAX_LISTED 6

static const TbCheckRule
  rule_host = { "host", N_("A DNS name of the certificate is the name asked for"), "RFC 9525 section 6" },
  rule_ip = { "ip-address", N_("An IP address of the certificate is the address asked for"), "RFC 9525 section 6.4" },
  rule_email = { "email", N_("A mailbox of the certificate is the mailbox asked for"), "RFC 5280 section 4.2.1.6, RFC 9598" };

static char *
list_names (const GENERAL_NAMES *names)
{
  GString *list = g_string_new (NULL);
  int n = sk_GENERAL_NAME_num (names);

  for (int i = 0; i < MIN (n, MAX_LISTED); i++)
    {
      g_autofree char *name = tb_name_to_text (sk_GENERAL_NAME_value (names, i));

      g_string_append_printf (list, "%s%s", i > 0 ? ", " : "", name);
    }
  if (n > MAX_LISTED)
    g_string_append_printf (list, " and %d more", n - MAX_LISTED);
  return g_string_free (list, FALSE);
}

static void
add (TbJudging *judging, const TbCheckRule *rule, gboolean ok, const char *wanted)
{
  const GENERAL_NAMES *names = judging->facts[0]->alternative_names;
  g_autofree char *found = ok ? g_strdup (wanted) : names != NULL ? list_names (names) : g_strdup ("no subjectAltName");

  tb_checks_add (judging->checks, rule, 0, ok, wanted, found);
}

/* Rows about the names that were asked for. */
void
tb_name_rules_judge (TbJudging *judging)
{
  const TbValidateTerms *terms = judging->terms;
  X509 *leaf = judging->facts[0]->x509;
  unsigned flags = X509_CHECK_FLAG_NEVER_CHECK_SUBJECT | X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS;
  gboolean known = judging->openssl_good;

  if (terms->host != NULL)
    add (judging, &rule_host, known || X509_check_host (leaf, terms->host, 0, flags, NULL) == 1, terms->host);
  if (terms->ip != NULL)
    add (judging, &rule_ip, known || X509_check_ip_asc (leaf, terms->ip, 0) == 1, terms->ip);
  if (terms->email != NULL)
    add (judging, &rule_email, known || X509_check_email (leaf, terms->email, 0, flags) == 1, terms->email);
}
