/* tb-what-if-words: see the header. */
#include "tb-what-if-words.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "tb-units.h"

#define NEVER_AT 0.98           /* from here to the end of a slider is never */
#define BITS_OF_COUNT 16        /* from here on powers of two are told as such */

/* --- words --- */

static char *
format_number (double value)
{
  if (value >= 100 || value == floor (value))
    return g_strdup_printf ("%'.0f", value);
  return g_strdup_printf (value >= 10 ? "%.1f" : "%.2g", value);
}

static char *
format_length (double seconds)
{
  static const struct { double s; const char *sign; } units[] = { { 86400, "d" }, { 3600, "h" }, { 60, "min" }, { 1, "s" } };
  guint i = 0;
  double value;

  while (i < G_N_ELEMENTS (units) - 1 && seconds < units[i].s)
    i++;
  value = seconds / units[i].s;
  if (i < 1 && value < 2)
    value = seconds / units[++i].s;
  return g_strdup_printf (fabs (value - round (value)) < 0.05 ? "%.0f %s" : "%.1f %s", value, units[i].sign);
}

/* A number that is a power of two, or nearly all digits of one, is told as one. */
static char *
format_count (double value)
{
  int exponent;

  if (value >= (1 << BITS_OF_COUNT) && frexp (value, &exponent) == 0.5)
    return g_strdup_printf ("2^%d", exponent - 1);
  return format_number (value);
}

static char *
format_chance (double value)
{
  double percent = value * 100, of_62 = round (value * 62);

  if (of_62 >= 1 && of_62 < 62 && fabs (of_62 / 62 - value) < 1e-3)
    return g_strdup_printf (_("%.0f of 62: %.1f %%"), of_62, percent);
  return g_strdup_printf (percent >= 1 ? "%.3g %%" : "%.2g %%", percent);
}

static char *
format_kbps (double value)
{
  static const char *const signs[] = { "kbit/s", "Mbit/s", "Gbit/s", "Tbit/s" };
  guint i = 0;

  for (; i < G_N_ELEMENTS (signs) - 1 && value >= 1000; i++)
    value /= 1000;
  return g_strdup_printf ("%.3g %s", value, signs[i]);
}

static char *
format_plain (const TbTermInfo *info, double value)
{
  g_autofree char *number = NULL;

  switch (info->unit)
    {
    case TB_TERM_SHARE:
      return g_strdup_printf ("%.3g %%", value * 100);
    case TB_TERM_CHANCE:
      return format_chance (value);
    case TB_TERM_DURATION:
      return format_length (value);
    case TB_TERM_KBPS:
      return format_kbps (value);
    case TB_TERM_PER_SECOND:
      number = format_number (value);
      return g_strdup_printf ("%s / s", number);
    case TB_TERM_COUNT:
    default:
      return format_count (value);
    }
}

/**
 * tb_term_format:
 * @term: a term
 * @value: of it
 *
 * Returns: (transfer full): in words, translated
 */
char *
tb_term_format (TbTerm term, double value)
{
  const TbTermInfo *info = tb_term_info (term);
  g_autofree char *plain = NULL;

  if (value == 0 && info->never != TB_TERM_NO_NEVER)
    return g_strdup (term == TB_TERM_LIST ? _("nobody") : term == TB_TERM_LOAD_S ? _("at once") : _("never"));
  plain = format_plain (info, value);
  if (term == TB_TERM_REBOOT_S)
    return g_strdup_printf (_("every %s"), plain);
  return term == TB_TERM_CLEAN_S ? g_strdup_printf (_("after %s"), plain) : g_steal_pointer (&plain);
}

/**
 * tb_term_get_title:
 * @term: a term
 * @vector: through which door they come
 *
 * Returns: (transfer none): what it is called, translated
 */
const char *
tb_term_get_title (TbTerm term, TbVector vector)
{
  if (term == TB_TERM_VULNERABLE && vector != TB_VECTOR_TELNET)
    return vector == TB_VECTOR_FIRMWARE ? _("Unpatched") : _("Still vulnerable");
  return _(tb_term_info (term)->title);
}

/* --- sliders --- */

static double
low_end (const TbTermInfo *info)
{
  return info->never == TB_TERM_NEVER_FIRST ? 1 - NEVER_AT : 0;
}

static double
high_end (const TbTermInfo *info)
{
  return info->never == TB_TERM_NEVER_LAST ? NEVER_AT : 1;
}

/**
 * tb_term_to_position:
 * @term: a term
 * @value: of it
 *
 * Returns: where on a slider that is, 0 to 1; beyond its ends at the nearer one
 */
double
tb_term_to_position (TbTerm term, double value)
{
  const TbTermInfo *info = tb_term_info (term);
  double part;

  if (value == 0 && info->never != TB_TERM_NO_NEVER)
    return info->never == TB_TERM_NEVER_FIRST ? 0 : 1;
  if (!(value > info->from))
    part = 0;
  else if (value >= info->to)
    part = 1;
  else
    part = info->is_log ? log (value / info->from) / log (info->to / info->from) : (value - info->from) / (info->to - info->from);
  return low_end (info) + part * (high_end (info) - low_end (info));
}

/* Two significant digits; counts are whole; addresses a power of two; shares whole percents. */
static double
smooth (TbTerm term, double value)
{
  double unit;

  if (term == TB_TERM_ADDRESSES)
    return exp2 (round (log2 (value)));
  unit = tb_term_info (term)->unit == TB_TERM_SHARE ? 0.01 : pow (10, floor (log10 (value)) - 1);
  if (tb_term_info (term)->unit == TB_TERM_COUNT)
    unit = MAX (unit, 1);
  return unit < 1 ? round (value / unit) / round (1 / unit) : round (value / unit) * unit;
}

/**
 * tb_term_from_position:
 * @term: a term
 * @position: on a slider, 0 to 1
 *
 * Returns: the value there, rounded as a person would
 */
double
tb_term_from_position (TbTerm term, double position)
{
  const TbTermInfo *info = tb_term_info (term);
  double part;

  if ((info->never == TB_TERM_NEVER_FIRST && position < (1 - NEVER_AT) / 2) || (info->never == TB_TERM_NEVER_LAST && position > (1 + NEVER_AT) / 2))
    return 0;
  part = CLAMP ((position - low_end (info)) / (high_end (info) - low_end (info)), 0, 1);
  return CLAMP (smooth (term, info->is_log ? info->from * pow (info->to / info->from, part) : info->from + part * (info->to - info->from)), info->from, info->to);
}

/**
 * tb_term_get_step:
 * @term: a term
 *
 * Returns: how far an arrow key moves its slider
 */
double
tb_term_get_step (TbTerm term)
{
  return term == TB_TERM_ADDRESSES ? 1.0 / 40 : 0.01;
}

/* --- results --- */

/**
 * tb_what_if_dup_result:
 * @curve: of an arm
 *
 * Returns: (transfer full): what came of it, in a few words
 */
char *
tb_what_if_dup_result (const TbArmCurve *curve)
{
  g_autofree char *half = isfinite (curve->half_s) ? format_length (curve->half_s) : NULL;
  double percent = 100.0 * curve->final / MAX (curve->n_devices, 1);

  if (curve->n_open == 0)
    return g_strdup (_("nobody: no door is open"));
  if (curve->n_infections == 0)
    return g_strdup (_("nobody"));
  if (curve->n_open == 1)
    return g_strdup (_("nobody but the first: no other door is open"));
  if (half == NULL)
    return g_strdup_printf (_("%.3g %% in the end"), percent);
  return g_strdup_printf (_("%.3g %% in the end, half after %s"), percent, half);
}

/**
 * tb_what_if_dup_label:
 * @self: a what-if
 *
 * Returns: (transfer full): what its curves are, in a sentence or two
 */
char *
tb_what_if_dup_label (TbWhatIf *self)
{
  const TbArmCurve *first = tb_what_if_get_curve (self, TB_ARM_AS_SHIPPED);
  g_autofree char *seed = g_strdup_printf ("%" G_GUINT64_FORMAT, tb_what_if_get_seed (self));

  if (first == NULL || first->n_runs == 0)
    return g_strdup_printf (_("Modelled: everybody on, from the beginning; seed %s in all arms."), seed);
  return g_strdup_printf (ngettext ("Modelled: everybody on, from the beginning; seed %s in all arms. Band: 5 to 95 %% of %u run.",
                                    "Modelled: everybody on, from the beginning; seed %s in all arms. Band: 5 to 95 %% of %u runs.", first->n_runs),
                          seed, first->n_runs);
}

/* K in the unit in which it is neither tiny nor huge. */
static char *
format_growth (double per_s)
{
  if (per_s * 60 >= 1)
    return g_strdup_printf (_("%.3g a minute"), per_s * 60);
  return per_s * 3600 >= 0.1 ? g_strdup_printf (_("%.3g an hour"), per_s * 3600) : g_strdup_printf (_("%.3g a day"), per_s * 86400);
}

/**
 * tb_what_if_dup_growth:
 * @self: a what-if
 *
 * Returns: (transfer full) (nullable): how fast it grows as shipped, while nearly everybody is still vulnerable; %NULL before there is a curve
 */
char *
tb_what_if_dup_growth (TbWhatIf *self)
{
  const TbArmCurve *curve = tb_what_if_get_curve (self, TB_ARM_AS_SHIPPED);
  g_autofree char *growth = NULL;
  g_autofree char *doubling = NULL;

  if (curve == NULL)
    return NULL;
  if (curve->growth <= curve->leave_rate)
    return g_strdup_printf (_("As shipped it dies out: each bot takes %.2g others before it is cleared."), curve->leave_rate > 0 ? curve->growth / curve->leave_rate : 0);
  growth = format_growth (curve->growth);
  doubling = format_length (G_LN2 / (curve->growth - curve->leave_rate));
  if (curve->leave_rate == 0)
    return g_strdup_printf (_("As shipped: K = %s, doubles in %s."), growth, doubling);
  return g_strdup_printf (_("As shipped: K = %s, doubles in %s, R0 = %.3g."), growth, doubling, curve->growth / curve->leave_rate);
}

/**
 * tb_what_if_dup_form_note:
 * @self: a what-if
 *
 * Returns: (transfer full) (nullable): what is dashed, or why nothing is; %NULL before there is a curve
 */
char *
tb_what_if_dup_form_note (TbWhatIf *self)
{
  const TbArmCurve *curve = tb_what_if_get_curve (self, TB_ARM_AS_SHIPPED);

  if (curve == NULL)
    return NULL;
  return g_strdup (curve->has_form ? _("Dashed: the closed form, without chance. One run begins sooner or later than that.") : _(curve->why_no_form));
}

/**
 * tb_what_if_get_color:
 * @arm: an arm
 *
 * Returns: the colour of its curves
 */
TbChartColor
tb_what_if_get_color (TbArm arm)
{
  static const TbChartColor colors[TB_N_ARMS] = {
    [TB_ARM_AS_SHIPPED] = TB_CHART_RED, [TB_ARM_BROKER_TLS] = TB_CHART_ORANGE, [TB_ARM_TELNET_CLOSED] = TB_CHART_GREEN, [TB_ARM_BOTH] = TB_CHART_BLUE,
  };

  return colors[arm];
}

/* --- the command --- */

/* Without a space, which would end the argument. */
static char *
format_exact (double seconds)
{
  gint64 us = (gint64) (seconds * TB_US_PER_SECOND + 0.5);

  return us % TB_US_PER_SECOND == 0 ? g_strdup_printf ("%" G_GINT64_FORMAT "s", us / TB_US_PER_SECOND)
                                    : g_strdup_printf ("%" G_GINT64_FORMAT "ms", MAX (us / TB_US_PER_MS, 1));
}

static char *
format_argument (const TbTermInfo *info, double value)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  if (info->unit == TB_TERM_DURATION)
    return format_exact (value);
  if (info->unit == TB_TERM_KBPS || info->unit == TB_TERM_COUNT)
    return g_strdup_printf ("%" G_GUINT64_FORMAT, (guint64) value);
  return g_strdup (g_ascii_formatd (number, sizeof number, "%.10g", value));
}

/**
 * tb_what_if_dup_command:
 * @self: a what-if
 *
 * Of the numbers only those that a run can be given while it goes on; doors are closed device by device, with commands of their own.
 *
 * Returns: (transfer full) (nullable): a command line; %NULL where none of them is other than in the scenario, or where it is not about this fleet
 */
char *
tb_what_if_dup_command (TbWhatIf *self)
{
  static const TbTerm tunable[] = { TB_TERM_SCAN_RATE, TB_TERM_HIT, TB_TERM_REBOOT_S, TB_TERM_CLEAN_S, TB_TERM_ADDRESSES, TB_TERM_FLOOD_KBPS };
  const double *wanted = tb_what_if_get_terms (self)->values, *own = tb_what_if_get_own_terms (self)->values;
  g_autoptr (GString) line = g_string_new ("tune");
  gsize bare = line->len;

  if (!tb_what_if_has_fleet (self) || tb_what_if_get_preset (self) != NULL || tb_what_if_get_complaint (self) != NULL)
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (tunable); i++)
    if (wanted[tunable[i]] != own[tunable[i]])
      {
        const TbTermInfo *info = tb_term_info (tunable[i]);
        g_autofree char *argument = format_argument (info, wanted[tunable[i]]);

        g_string_append_printf (line, " %s=%s", info->code, argument);
      }
  return line->len > bare ? g_string_free (g_steal_pointer (&line), FALSE) : NULL;
}
