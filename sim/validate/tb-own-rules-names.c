/* tb-own-rules-names: the alternative names of a certificate by themselves, and the syntax of its name constraints. */
#include "tb-cert-facts.h"

#include <string.h>
#include <glib/gi18n-lib.h>

#include "tb-name-forms.h"

static const TbCheckRule
  rule_some = { "alternative-names-empty", N_("subjectAltName holds at least one name"), "RFC 5280 section 4.2.1.6" },
  rule_forms = { "alternative-name-form", N_("Every alternative name has the form of its kind"), "RFC 5280 section 4.2.1.6, RFC 1034 section 3.5, RFC 9525 section 6.3" },
  rule_subtrees = { "constraint-form", N_("Every name constraint has the form of its kind"), "RFC 5280 section 4.2.1.10" };

static const GENERAL_NAME *
find_ill_formed (const GENERAL_NAMES *names)
{
  for (int i = 0; i < sk_GENERAL_NAME_num (names); i++)
    if (!tb_name_is_well_formed (sk_GENERAL_NAME_value (names, i)))
      return sk_GENERAL_NAME_value (names, i);
  return NULL;
}

static void
judge_alternative_names (TbCertFacts *facts)
{
  const GENERAL_NAMES *names = facts->alternative_names;
  const GENERAL_NAME *wrong = names != NULL ? find_ill_formed (names) : NULL;
  g_autofree char *found = wrong != NULL ? tb_name_to_text (wrong) : NULL;
  gboolean empty = names != NULL && sk_GENERAL_NAME_num (names) == 0;

  tb_checks_add (facts->anywhere, &rule_some, 0, !empty, "", empty ? "none" : "");
  tb_checks_add (facts->anywhere, &rule_forms, 0, wrong == NULL, "", found);
}

/* --- constraints --- */

static gboolean
is_mask (const guint8 *bytes, int n)
{
  gboolean ended = FALSE;

  for (int i = 0; i < 8 * n; i++)
    {
      gboolean bit = (bytes[i / 8] >> (7 - i % 8)) & 1;

      if (bit && ended)
        return FALSE;
      ended |= !bit;
    }
  return TRUE;
}

static gboolean
is_address_range (const ASN1_OCTET_STRING *range)
{
  int n = ASN1_STRING_length (range);

  return (n == 8 || n == 32) && is_mask (ASN1_STRING_get0_data (range) + n / 2, n / 2);
}

/* A host, a domain with a leading period, or all of them. */
static gboolean
is_host_or_domain (TbNameText text)
{
  gsize skip = text.n > 0 && text.bytes[0] == '.';
  TbNameText rest = { text.bytes + skip, text.n - skip };

  return text.n == 0 || tb_name_is_host (rest, FALSE);
}

static gboolean
is_mail_constraint (TbNameText text)
{
  TbNameText local, host;

  if (memchr (text.bytes, '@', text.n) == NULL)
    return is_host_or_domain (text);
  return tb_name_split_mail (text, &local, &host) && tb_name_is_host (host, FALSE);
}

static gboolean
is_base_well_formed (const GENERAL_NAME *base)
{
  TbNameText text;

  switch (base->type)
    {
    case GEN_DNS:
      text = tb_name_text (base->d.dNSName);
      return text.n == 0 || tb_name_is_host (text, FALSE);
    case GEN_EMAIL:
      return is_mail_constraint (tb_name_text (base->d.rfc822Name));
    case GEN_URI:
      return is_host_or_domain (tb_name_text (base->d.uniformResourceIdentifier));
    case GEN_IPADD:
      return is_address_range (base->d.iPAddress);
    default:
      return TRUE;
    }
}

static gboolean
is_subtree_well_formed (const GENERAL_SUBTREE *subtree)
{
  gboolean from_zero = subtree->minimum == NULL || ASN1_INTEGER_get (subtree->minimum) == 0;

  return from_zero && subtree->maximum == NULL && is_base_well_formed (subtree->base);
}

static char *
find_ill_formed_subtree (const STACK_OF (GENERAL_SUBTREE) *subtrees)
{
  for (int i = 0; i < sk_GENERAL_SUBTREE_num (subtrees); i++)
    if (!is_subtree_well_formed (sk_GENERAL_SUBTREE_value (subtrees, i)))
      return tb_name_to_text (sk_GENERAL_SUBTREE_value (subtrees, i)->base);
  return subtrees != NULL && sk_GENERAL_SUBTREE_num (subtrees) == 0 ? g_strdup ("an empty list") : NULL;
}

static void
judge_constraints (TbCertFacts *facts)
{
  const NAME_CONSTRAINTS *constraints = facts->name_constraints;
  g_autofree char *found = NULL;

  if (constraints == NULL)
    return;
  found = find_ill_formed_subtree (constraints->permittedSubtrees);
  if (found == NULL)
    found = find_ill_formed_subtree (constraints->excludedSubtrees);
  if (found == NULL && constraints->permittedSubtrees == NULL && constraints->excludedSubtrees == NULL)
    found = g_strdup ("no constraint");
  tb_checks_add (facts->anywhere, &rule_subtrees, 0, found == NULL, "", found);
}

/* Fills the rows of @facts that read single names. */
void
tb_own_rules_judge_names (TbCertFacts *facts)
{
  judge_alternative_names (facts);
  judge_constraints (facts);
}
