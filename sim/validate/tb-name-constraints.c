/* tb-name-constraints: do all names below an authority lie where it may vouch for them? RFC 5280 sections 4.2.1.10, 6.1.3 (b) and (c), 6.1.4 (g).
 *
 * The permitted subtrees of several authorities have to be met one by one, which is what their intersection asks. Work is counted: an authority with
 * thousands of constraints over a certificate with thousands of names is refused, not computed. */
#include "tb-judging.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "tb-name-forms.h"

#define MAX_COMPARISONS (1 << 19)

static const TbCheckRule
  rule_names = { "name-constraints", N_("The names lie where the authority may vouch for them"), "RFC 5280 sections 4.2.1.10 and 6.1.3 (b) and (c)" },
  rule_work = { "name-constraints-work", N_("Names and constraints are few enough to be compared"), "RFC 5280 section 8; a limit against overload" };

typedef enum { FITS_NOT, FITS, FITS_UNKNOWN } Fit;

typedef STACK_OF (GENERAL_SUBTREE) Subtrees;

/* One authority's constraints over one certificate below it. */
typedef struct
{
  const NAME_CONSTRAINTS *constraints;
  guint *comparisons;            /* of the whole path */
  char *complaint;
} Comparison;

/* --- one name in one subtree --- */

/* Every name that a wildcard stands for must be permitted; none of them may be excluded. */
static Fit
fit_dns (TbNameText name, TbNameText base, gboolean excluding)
{
  TbNameText label_less = name;

  if (name.n > 2 && name.bytes[0] == '*' && name.bytes[1] == '.')
    {
      const char *dot = memchr (base.bytes, '.', base.n);

      label_less = (TbNameText) { name.bytes + 2, name.n - 2 };
      if (excluding && dot != NULL && tb_name_text_equal (label_less, (TbNameText) { dot + 1, base.n - (gsize) (dot + 1 - base.bytes) }))
        return FITS;
    }
  return tb_name_is_within (label_less, base) ? FITS : FITS_NOT;
}

static gboolean
is_host_in (TbNameText host, TbNameText base)
{
  if (base.n == 0)
    return TRUE;
  if (base.bytes[0] != '.')
    return tb_name_text_equal (host, base);
  return host.n > base.n && tb_name_is_within (host, (TbNameText) { base.bytes + 1, base.n - 1 });
}

static Fit
fit_mail (TbNameText mail, TbNameText base)
{
  TbNameText local, host, base_local, base_host;

  if (!tb_name_split_mail (mail, &local, &host))
    return FITS_UNKNOWN;
  if (!tb_name_split_mail (base, &base_local, &base_host))
    return is_host_in (host, base) ? FITS : FITS_NOT;
  return local.n == base_local.n && memcmp (local.bytes, base_local.bytes, local.n) == 0 && tb_name_text_equal (host, base_host) ? FITS : FITS_NOT;
}

static Fit
fit_uri (TbNameText text, TbNameText base)
{
  g_autofree char *copy = g_strndup (text.bytes, text.n);
  g_autoptr (GUri) uri = g_uri_parse (copy, G_URI_FLAGS_ENCODED, NULL);
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;

  /* "... the application MUST reject the certificate" where there is no fully qualified domain name. */
  if (host == NULL || g_hostname_is_ip_address (host) || strchr (host, '.') == NULL)
    return FITS_UNKNOWN;
  return is_host_in ((TbNameText) { host, strlen (host) }, base) ? FITS : FITS_NOT;
}

static Fit
fit_address (TbNameText address, TbNameText range)
{
  if (2 * address.n != range.n)
    return FITS_NOT;
  for (gsize i = 0; i < address.n; i++)
    if (((address.bytes[i] ^ range.bytes[i]) & range.bytes[address.n + i]) != 0)
      return FITS_NOT;
  return FITS;
}

static gboolean
ends_part (const X509_NAME *name, int n)
{
  return n == X509_NAME_entry_count (name)
         || X509_NAME_ENTRY_set (X509_NAME_get_entry (name, n - 1)) != X509_NAME_ENTRY_set (X509_NAME_get_entry (name, n));
}

/* The first @n entries of @name, which are whole relative names. */
static X509_NAME *
copy_beginning (const X509_NAME *name, int n)
{
  X509_NAME *beginning = X509_NAME_new ();

  for (int i = 0; beginning != NULL && i < n; i++)
    {
      const X509_NAME_ENTRY *entry = X509_NAME_get_entry (name, i);
      gboolean same = i > 0 && X509_NAME_ENTRY_set (entry) == X509_NAME_ENTRY_set (X509_NAME_get_entry (name, i - 1));

      if (X509_NAME_add_entry (beginning, entry, -1, same ? -1 : 0) != 1)
        g_clear_pointer (&beginning, X509_NAME_free);
    }
  return beginning;
}

static Fit
fit_directory_name (const X509_NAME *name, const X509_NAME *base)
{
  int n = X509_NAME_entry_count (base);
  X509_NAME *beginning;
  Fit fit;

  if (n == 0)
    return FITS;
  if (X509_NAME_entry_count (name) < n || !ends_part (name, n))
    return FITS_NOT;
  beginning = copy_beginning (name, n);
  if (beginning == NULL)
    return FITS_UNKNOWN;
  fit = X509_NAME_cmp (beginning, base) == 0 ? FITS : FITS_NOT;
  X509_NAME_free (beginning);
  return fit;
}

static Fit
fit_name (const GENERAL_NAME *name, const GENERAL_NAME *base, gboolean excluding)
{
  const ASN1_STRING *mailbox = tb_name_utf8_mailbox (name);

  if (mailbox != NULL && base->type == GEN_EMAIL)
    return fit_mail (tb_name_text (mailbox), tb_name_text (base->d.rfc822Name));
  switch (base->type)
    {
    case GEN_DNS:
      return fit_dns (tb_name_text (name->d.dNSName), tb_name_text (base->d.dNSName), excluding);
    case GEN_EMAIL:
      return fit_mail (tb_name_text (name->d.rfc822Name), tb_name_text (base->d.rfc822Name));
    case GEN_URI:
      return fit_uri (tb_name_text (name->d.uniformResourceIdentifier), tb_name_text (base->d.uniformResourceIdentifier));
    case GEN_IPADD:
      return fit_address (tb_name_text (name->d.iPAddress), tb_name_text (base->d.iPAddress));
    case GEN_DIRNAME:
      return fit_directory_name (name->d.directoryName, base->d.directoryName);
    default:
      return FITS_UNKNOWN;      /* a form nobody here can compare */
    }
}

/* Only names of a form are constrained by subtrees of that form; other names of different kinds are different forms. */
static gboolean
is_same_form (const GENERAL_NAME *name, const GENERAL_NAME *base)
{
  if (base->type == GEN_EMAIL && tb_name_utf8_mailbox (name) != NULL)
    return TRUE;
  if (name->type != base->type)
    return FALSE;
  return base->type != GEN_OTHERNAME || OBJ_cmp (name->d.otherName->type_id, base->d.otherName->type_id) == 0;
}

/* --- one name in all subtrees --- */

static void
complain (Comparison *comparison, const GENERAL_NAME *name, const char *words)
{
  g_autofree char *text = tb_name_to_text (name);

  if (comparison->complaint == NULL)
    comparison->complaint = g_strdup_printf ("%s %s", text, words);
}

/* FITS_NOT too when no subtree is of the name's form; then @constrained stays FALSE. */
static Fit
fit_any (Comparison *comparison, const Subtrees *subtrees, const GENERAL_NAME *name, gboolean excluding, gboolean *constrained)
{
  for (int i = 0; i < sk_GENERAL_SUBTREE_num (subtrees); i++)
    {
      const GENERAL_NAME *base = sk_GENERAL_SUBTREE_value (subtrees, i)->base;
      Fit fit;

      if (++*comparison->comparisons > MAX_COMPARISONS)
        return FITS_UNKNOWN;
      if (!is_same_form (name, base))
        continue;
      *constrained = TRUE;
      fit = fit_name (name, base, excluding);
      if (fit != FITS_NOT)
        return fit;
    }
  return FITS_NOT;
}

static void
compare_name (Comparison *comparison, const GENERAL_NAME *name)
{
  gboolean in_excluded = FALSE, in_permitted = FALSE;
  Fit excluded = fit_any (comparison, comparison->constraints->excludedSubtrees, name, TRUE, &in_excluded);
  Fit permitted = fit_any (comparison, comparison->constraints->permittedSubtrees, name, FALSE, &in_permitted);

  if (excluded == FITS_UNKNOWN || permitted == FITS_UNKNOWN)
    complain (comparison, name, "cannot be compared");
  else if (excluded == FITS)
    complain (comparison, name, "is excluded");
  else if (in_permitted && permitted == FITS_NOT)
    complain (comparison, name, "is not permitted");
}

/* --- all names of a certificate --- */

static void
compare_subject (Comparison *comparison, const TbCertFacts *facts)
{
  GENERAL_NAME name = { .type = GEN_DIRNAME, .d.directoryName = (X509_NAME *) facts->subject };
  int at = -1;

  if (X509_NAME_entry_count (facts->subject) > 0)
    compare_name (comparison, &name);
  /* Mailboxes used to stand in the subject. */
  while ((at = X509_NAME_get_index_by_NID ((X509_NAME *) facts->subject, NID_pkcs9_emailAddress, at)) >= 0)
    {
      GENERAL_NAME mail = { .type = GEN_EMAIL, .d.rfc822Name = X509_NAME_ENTRY_get_data (X509_NAME_get_entry (facts->subject, at)) };

      compare_name (comparison, &mail);
    }
}

static void
compare_names (Comparison *comparison, const TbCertFacts *facts)
{
  compare_subject (comparison, facts);
  for (int i = 0; i < sk_GENERAL_NAME_num (facts->alternative_names) && comparison->complaint == NULL; i++)
    compare_name (comparison, sk_GENERAL_NAME_value (facts->alternative_names, i));
}

static void
judge_pair (TbJudging *judging, guint authority, guint below, guint *comparisons)
{
  Comparison comparison = { judging->facts[authority]->name_constraints, comparisons, NULL };

  compare_names (&comparison, judging->facts[below]);
  tb_checks_add (judging->checks, &rule_names, (int) below, comparison.complaint == NULL,
                 tb_certificate_get_subject (tb_judging_get (judging, authority)), comparison.complaint);
  g_free (comparison.complaint);
}

/* Rows about name constraints: for each authority that has some, one for each certificate below it, except those it issued to itself. */
void
tb_name_constraints_judge (TbJudging *judging)
{
  guint *comparisons = judging->comparisons;

  for (guint authority = judging->n; authority-- > 1;)
    for (guint below = authority; judging->facts[authority]->name_constraints != NULL && below-- > 0;)
      if ((below == 0 || !judging->facts[below]->self_issued) && *comparisons <= MAX_COMPARISONS)
        judge_pair (judging, authority, below, comparisons);
  if (*comparisons > MAX_COMPARISONS)
    tb_judging_add (judging, &rule_work, (guint) -1, FALSE, "at most 524288 comparisons", "more");
}
