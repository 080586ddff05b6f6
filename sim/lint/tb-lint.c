/* tb-lint: see the header. Asks each rule of the table that the profile has, and sorts what was found. */
#include "tb-lint-rules.h"

#include <string.h>

#include <openssl/err.h>

#include "tb-lint-subject.h"

static const char *const severity_codes[] = { [TB_LINT_NOTICE] = "notice", [TB_LINT_WARNING] = "warning", [TB_LINT_ERROR] = "error" };

static const struct
{
  TbLintProfile profile;
  const char *code;
} profile_codes[] = { { TB_LINT_IOT, "iot" }, { TB_LINT_WEB, "web" } };

/**
 * tb_lint_severity_to_code:
 * @severity: how bad
 *
 * Returns: `notice`, `warning` or `error`
 */
const char *
tb_lint_severity_to_code (TbLintSeverity severity)
{
  g_return_val_if_fail (severity < G_N_ELEMENTS (severity_codes), NULL);
  return severity_codes[severity];
}

/**
 * tb_lint_profile_to_code:
 * @profile: one profile
 *
 * Returns: `iot` or `web`
 */
const char *
tb_lint_profile_to_code (TbLintProfile profile)
{
  for (guint i = 0; i < G_N_ELEMENTS (profile_codes); i++)
    if (profile_codes[i].profile == profile)
      return profile_codes[i].code;
  g_return_val_if_reached (NULL);
}

/**
 * tb_lint_profile_from_code:
 * @code: `iot` or `web`
 * @profile: (out): the profile
 *
 * Returns: %FALSE when @code is neither
 */
gboolean
tb_lint_profile_from_code (const char *code, TbLintProfile *profile)
{
  for (guint i = 0; i < G_N_ELEMENTS (profile_codes); i++)
    if (strcmp (profile_codes[i].code, code) == 0)
      {
        *profile = profile_codes[i].profile;
        return TRUE;
      }
  return FALSE;
}

/**
 * tb_lint_finding_free:
 * @finding: (transfer full): a finding
 */
void
tb_lint_finding_free (TbLintFinding *finding)
{
  g_free (finding->found);
  g_free (finding);
}

/* Worst first, in the order of the table among equals. */
static int
compare_findings (gconstpointer a, gconstpointer b)
{
  const TbLintRule *first = (*(TbLintFinding *const *) a)->rule, *second = (*(TbLintFinding *const *) b)->rule;

  if (first->severity != second->severity)
    return first->severity > second->severity ? -1 : 1;
  return first < second ? -1 : first > second;
}

/**
 * tb_lint_run_x509:
 * @x509: a certificate, also one that [func@Certificate.new_from_der] refuses
 * @terms: what to hold it to
 *
 * Like [func@lint_run].
 *
 * Returns: (transfer full) (element-type TbLintFinding): the findings
 */
GPtrArray *
tb_lint_run_x509 (X509 *x509, const TbLintTerms *terms)
{
  GPtrArray *findings = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_lint_finding_free);
  g_auto (TbLintSubject) subject = { 0 };

  tb_lint_subject_init (&subject, x509, terms);
  for (guint i = 0; i < tb_lint_get_n_rules (); i++)
    {
      const TbLintRule *rule = tb_lint_get_rule (i);
      char *found = (rule->profiles & terms->profile) != 0 ? rule->find (&subject) : NULL;

      if (found != NULL)
        g_ptr_array_add (findings, g_memdup2 (&(TbLintFinding) { rule, found }, sizeof (TbLintFinding)));
    }
  g_ptr_array_sort (findings, compare_findings);
  ERR_clear_error ();
  return findings;
}

/**
 * tb_lint_run:
 * @certificate: a certificate
 * @terms: what to hold it to
 *
 * Looks for what is unwise or forbidden in @certificate. Whether it is trusted, revoked or expired is not asked.
 *
 * Returns: (transfer full) (element-type TbLintFinding): the findings, worst first; none when all is well
 */
GPtrArray *
tb_lint_run (TbCertificate *certificate, const TbLintTerms *terms)
{
  return tb_lint_run_x509 (tb_certificate_get_x509 (certificate), terms);
}
