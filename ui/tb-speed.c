/* tb-speed: the speeds one can choose, and how a speed is written. One table: a row of it is a row of the menu and a stop of the keys. */
#include "tb-speed.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  double speed;
  const char *name;   /* as it stands in the menu */
} Row;

static const Row rows[] = {
  { 0.001, N_("Slow motion, 1 ms per second") },
  { 0.01, N_("Slow motion, 10 ms per second") },
  { 0.1, N_("Slow motion, 100 ms per second") },
  { 1, N_("Real time") },
  { 10, N_("10 seconds per second") },
  { 60, N_("1 minute per second") },
  { 600, N_("10 minutes per second") },
  { 3600, N_("1 hour per second") },
  { 86400, N_("1 day per second") },
  { 604800, N_("7 days per second") },
};

/**
 * tb_speed_format:
 * @speed: simulated time per real time
 *
 * Returns: (transfer full): such as `×0.05`, `×1`, `1 min/s`, `2.5 h/s`
 */
char *
tb_speed_format (double speed)
{
  static const struct { double unit; const char *format; } units[] = {
    /* Translators: days, hours, minutes of simulated time per second; %g is a number */
    { 86400, N_("%.3g d/s") }, { 3600, N_("%.3g h/s") }, { 60, N_("%.3g min/s") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    if (speed >= units[i].unit)
      {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
        return g_strdup_printf (_(units[i].format), speed / units[i].unit);
#pragma GCC diagnostic pop
      }
  return g_strdup_printf ("×%.3g", speed);
}

/**
 * tb_speed_next:
 * @speed: a speed, of the table or between its rows
 * @direction: above 0 for faster, below for slower
 *
 * Returns: the next speed of the table in that direction, or its end
 */
double
tb_speed_next (double speed, int direction)
{
  const double slack = 1.0001;

  for (guint i = 0; direction > 0 && i < G_N_ELEMENTS (rows); i++)
    if (rows[i].speed > speed * slack)
      return rows[i].speed;
  for (guint i = G_N_ELEMENTS (rows); direction < 0 && i-- > 0;)
    if (rows[i].speed * slack < speed)
      return rows[i].speed;
  return direction > 0 ? rows[G_N_ELEMENTS (rows) - 1].speed : rows[0].speed;
}

/**
 * tb_speed_make_menu:
 * @action: detailed name of an action that takes a number, 0 for the pace of the scenario
 *
 * Returns: (transfer full): a menu with a row per speed
 */
GMenuModel *
tb_speed_make_menu (const char *action)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) pace = g_menu_new ();
  g_autoptr (GMenu) own = g_menu_new ();
  g_autoptr (GMenuItem) item = g_menu_item_new (_("Pace of the Story"), NULL);

  g_menu_item_set_action_and_target (item, action, "d", 0.0);
  g_menu_append_item (pace, item);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GMenuItem) row = g_menu_item_new (_(rows[i].name), NULL);

      g_menu_item_set_action_and_target (row, action, "d", rows[i].speed);
      g_menu_append_item (own, row);
    }
  g_menu_append_section (menu, NULL, G_MENU_MODEL (pace));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (own));
  return G_MENU_MODEL (menu);
}
