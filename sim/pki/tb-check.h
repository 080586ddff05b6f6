/* tb-check: rows of an explanation: what was looked at, at which certificate, what was expected and what was found.
 *
 * Whoever judges something (a path, a revocation status, a rule) keeps a table of rules and adds a row for each check it makes, in order, good
 * and bad alike. Rows are cheap: an explanation may not cost more than the judging. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TbCheckRule:
 * @code: stable name such as `validity`
 * @what: one English sentence, marked for translation: what is looked at
 * @source: the clause it comes from, such as `RFC 5280 section 6.1.3 (a)(2)`
 *
 * One row of a module's `const` table of rules.
 */
typedef struct
{
  const char *code;
  const char *what;
  const char *source;
} TbCheckRule;

/**
 * TbCheck:
 * @rule: (transfer none): what was looked at
 * @depth: at which certificate of the path, 0 for the end-entity certificate; -1 for the path as a whole
 * @ok: whether what was found is good
 * @expected: what would be good, "" when the rule says it all
 * @found: what was found
 */
typedef struct
{
  const TbCheckRule *rule;
  int depth;
  gboolean ok;
  const char *expected;
  const char *found;
} TbCheck;

typedef struct _TbChecks TbChecks;

TbChecks      *tb_checks_new           (void);
void           tb_checks_free          (TbChecks *checks);
void           tb_checks_add           (TbChecks *checks, const TbCheckRule *rule, int depth, gboolean ok, const char *expected, const char *found);
void           tb_checks_add_static    (TbChecks *checks, const TbCheckRule *rule, int depth, gboolean ok, const char *expected, const char *found);
void           tb_checks_append        (TbChecks *checks, const TbChecks *more);
guint          tb_checks_get_n         (const TbChecks *checks);
const TbCheck *tb_checks_get           (const TbChecks *checks, guint i);
const TbCheck *tb_checks_first_failure (const TbChecks *checks);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbChecks, tb_checks_free)

G_END_DECLS
