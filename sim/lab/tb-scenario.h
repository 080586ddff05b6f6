/* tb-scenario: a file that says who is there and what happens, read and checked.
 *
 * XML through libxml2's reader (no network, no DTD), validated by data/schemas/scenario.rng as it is read. Errors name file and line, what was
 * expected and what was found. */
#pragma once

#include <gio/gio.h>

#include "tb-fleet.h"

G_BEGIN_DECLS

/**
 * TbPaceStep:
 * @at_us: from this simulated time on
 * @speed: simulated microseconds per wall-clock microsecond; for the playhead only, never for the run
 * @caption: (nullable): what to tell the audience meanwhile; from the scenario, translatable
 * @focus: (array zero-terminated=1) (nullable): names of the objects the view should show, %NULL for all
 */
typedef struct
{
  gint64 at_us;
  double speed;
  char *caption;
  char **focus;
} TbPaceStep;

/**
 * TbStoryLine:
 * @at_us: when
 * @command: a command as a person would type it
 */
typedef struct
{
  gint64 at_us;
  char *command;
} TbStoryLine;

typedef struct _TbScenario TbScenario;

#define TB_SCENARIO_ERROR (tb_scenario_error_quark ())
typedef enum { TB_SCENARIO_ERROR_NOT_FOUND, TB_SCENARIO_ERROR_INVALID, TB_SCENARIO_ERROR_TOO_LARGE } TbScenarioError;
GQuark            tb_scenario_error_quark (void);

TbScenario       *tb_scenario_load          (const char *name_or_path, GError **error);
TbScenario       *tb_scenario_new_from_data (const char *text, gsize length, const char *file_name, GError **error);
TbScenario       *tb_scenario_load_with     (const char *name_or_path, const char *const *settings, GError **error);
TbScenario       *tb_scenario_new_with      (const char *text, gsize length, const char *file_name, const char *const *settings, GError **error);
TbScenario       *tb_scenario_ref           (TbScenario *scenario);
void              tb_scenario_unref         (TbScenario *scenario);
const char       *tb_scenario_get_id        (TbScenario *scenario);
const char       *tb_scenario_get_title     (TbScenario *scenario);     /* untranslated; a key for gettext */
const char       *tb_scenario_get_description (TbScenario *scenario);
guint64           tb_scenario_get_seed      (TbScenario *scenario);
gint64            tb_scenario_get_start_us  (TbScenario *scenario);     /* unix time of simulated time 0 */
gint64            tb_scenario_get_duration_us (TbScenario *scenario);
TbFleet          *tb_scenario_get_fleet     (TbScenario *scenario);
GArray           *tb_scenario_get_pace      (TbScenario *scenario);     /* of TbPaceStep, by time */
GArray           *tb_scenario_get_story     (TbScenario *scenario);     /* of TbStoryLine, by time */
GBytes           *tb_scenario_get_text      (TbScenario *scenario);
const TbPaceStep *tb_scenario_find_pace     (TbScenario *scenario, gint64 time_us);
char             *tb_scenario_find_data_dir (void);
GStrv             tb_scenario_list          (void);                     /* paths of the scenarios that come with the program */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbScenario, tb_scenario_unref)

G_END_DECLS
