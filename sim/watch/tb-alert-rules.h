/* tb-alert-rules: what an alert is about, as data: one XML file for each rule, checked by data/schemas/alert.rng.
 *
 * A rule says what is wrong, why that matters, how it is mended and with which command, and when it is so: a question in SQL, or a window over the records of a
 * run. Texts are English; whoever shows one translates it (gettext knows them from the files). */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define TB_ALERT_ERROR (tb_alert_error_quark ())
typedef enum { TB_ALERT_ERROR_NOT_FOUND, TB_ALERT_ERROR_INVALID, TB_ALERT_ERROR_FAILED } TbAlertError;
GQuark tb_alert_error_quark (void);

typedef enum { TB_ALERT_NOTICE, TB_ALERT_WARNING, TB_ALERT_CRITICAL, TB_ALERT_N_SEVERITIES } TbAlertSeverity;

typedef struct _TbAlertCondition TbAlertCondition;

/**
 * TbAlertRule:
 * @id: a short word with hyphens, as its file is named
 * @severity: how soon somebody should look
 * @title: what is wrong, in a few words; to be translated, like the next three
 * @message: one sentence about one alert, with `{column}` in it; see [func@alert_dup_message]
 * @why: why it matters
 * @mend_text: how it is mended
 * @mend: (nullable): the command that mends it, with `{column}` in it; %NULL where no single one does
 * @references: (array zero-terminated=1): clauses
 * @path: its file
 * @condition: private
 *
 * Immutable.
 */
typedef struct
{
  char *id;
  TbAlertSeverity severity;
  char *title;
  char *message;
  char *why;
  char *mend_text;
  char *mend;
  char **references;
  char *path;
  TbAlertCondition *condition;
} TbAlertRule;

GPtrArray         *tb_alert_rules_load       (const char *folder, GError **error);   /* of TbAlertRule, by name of file; NULL: those that are shipped */
const TbAlertRule *tb_alert_rules_find       (GPtrArray *rules, const char *id);
TbAlertRule       *tb_alert_rule_load        (const char *path, GError **error);
TbAlertRule       *tb_alert_rule_read        (const char *path, const char *text, gsize length, GError **error);
TbAlertRule       *tb_alert_rule_ref         (TbAlertRule *rule);
void               tb_alert_rule_unref       (TbAlertRule *rule);
char              *tb_alert_rule_dup_condition (const TbAlertRule *rule);            /* when it is so, in a line of English, for lists */
const char        *tb_alert_severity_to_code (TbAlertSeverity severity);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbAlertRule, tb_alert_rule_unref)

G_END_DECLS
