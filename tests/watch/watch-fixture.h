/* watch-fixture: small runs under rules, for tests. */
#pragma once

#include "tb-alert-watch.h"

/* A run of a scenario's text, played to its end, or to @until_us if that is more than nothing. */
TbRun       *watch_fixture_play  (const char *xml, gint64 until_us, guint n_threads);
/* One that comes with the program. */
TbRun       *watch_fixture_play_shipped (const char *name, gint64 until_us);
TbAlertRule *watch_fixture_rule  (const char *condition);   /* of this <sql> or <window>, and perhaps <baseline> */
GPtrArray   *watch_fixture_watch (TbRun *run, TbAlertRule *rule);
/* One line for each alert: id, name, when, until when. */
char        *watch_fixture_print (GPtrArray *alerts);
