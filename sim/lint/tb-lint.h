/* tb-lint: what is unwise or forbidden in a certificate, rule by rule, with source, reason and remedy.
 *
 * Rules are rows of data; a profile (`iot`, `web`) says which apply. Whether a certificate is trusted is not asked here. */
#pragma once

#include "tb-certificate.h"

G_BEGIN_DECLS

typedef enum { TB_LINT_NOTICE, TB_LINT_WARNING, TB_LINT_ERROR } TbLintSeverity;

/**
 * TbLintRule:
 * @code: stable name such as `iot-no-crl-pointer`
 * @severity: how bad
 * @profiles: bit set of #TbLintProfile
 * @title: what is wrong, one sentence, marked for translation
 * @why: why it matters, marked for translation
 * @remedy: how to mend it, marked for translation
 * @source: the clause
 * @find: says what was found where the rule is broken, %NULL where it is kept
 */
typedef enum { TB_LINT_IOT = 1 << 0, TB_LINT_WEB = 1 << 1 } TbLintProfile;
typedef struct _TbLintSubject TbLintSubject;
typedef struct
{
  const char *code;
  TbLintSeverity severity;
  guint profiles;
  const char *title;
  const char *why;
  const char *remedy;
  const char *source;
  char *(*find) (const TbLintSubject *subject);
} TbLintRule;

/**
 * TbLintTerms:
 * @profile: which rules apply
 * @end_of_life_us: until when the key must be strong enough, unix time in microseconds; 0 for the certificate's own end
 */
typedef struct
{
  TbLintProfile profile;
  gint64 end_of_life_us;
} TbLintTerms;

/**
 * TbLintFinding:
 * @rule: (transfer none): which rule it breaks
 * @found: (owned): what was found
 */
typedef struct
{
  const TbLintRule *rule;
  char *found;
} TbLintFinding;

guint             tb_lint_get_n_rules       (void);
const TbLintRule *tb_lint_get_rule          (guint i);
const char       *tb_lint_severity_to_code  (TbLintSeverity severity);
const char       *tb_lint_profile_to_code   (TbLintProfile profile);
gboolean          tb_lint_profile_from_code (const char *code, TbLintProfile *profile);
GPtrArray        *tb_lint_run               (TbCertificate *certificate, const TbLintTerms *terms);   /* of TbLintFinding, worst first */
GPtrArray        *tb_lint_run_x509          (X509 *x509, const TbLintTerms *terms);
void              tb_lint_finding_free      (TbLintFinding *finding);

G_END_DECLS
