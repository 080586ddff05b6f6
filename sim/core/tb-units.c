/* tb-units: see the header. */
#include "tb-units.h"

#include <string.h>

#define MAX_QUOTED_BYTES 40

G_DEFINE_QUARK (tb-units-error-quark, tb_units_error)

typedef struct
{
  const char *sign;
  char iso_sign;                /* in ISO 8601, '\0' where that has none */
  gint64 us;
} Unit;

/* Longest first. */
static const Unit units[] = {
  { "d", 'D', TB_US_PER_DAY }, { "h", 'H', TB_US_PER_HOUR }, { "m", 'M', TB_US_PER_MINUTE }, { "s", 'S', TB_US_PER_SECOND },
  { "ms", '\0', TB_US_PER_MS }, { "us", '\0', 1 },
};

/**
 * tb_units_format_duration:
 * @duration_us: microseconds, may be negative
 *
 * Writes a duration exactly, such as `90d 4h 10m 5s` or `412ms`; [func@units_parse_duration] reads it back.
 *
 * Returns: (transfer full): the text
 */
char *
tb_units_format_duration (gint64 duration_us)
{
  g_autoptr (GString) text = g_string_new (duration_us < 0 ? "-" : "");
  guint64 left = duration_us < 0 ? -(guint64) duration_us : (guint64) duration_us;
  gsize sign_length = text->len;

  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    {
      guint64 count = left / (guint64) units[i].us;

      left %= (guint64) units[i].us;
      if (count > 0)
        g_string_append_printf (text, "%s%" G_GUINT64_FORMAT "%s", text->len > sign_length ? " " : "", count, units[i].sign);
    }
  if (text->len == sign_length)
    g_string_append (text, "0s");
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * tb_units_format_short:
 * @duration_us: microseconds, may be negative
 *
 * Writes a duration with two or three significant places for a label, such as `412 ms`, `1.6 s`, `3 d 19 h`; what is left over is cut
 * off, so that 59.99 s is not called a minute.
 *
 * Returns: (transfer full): the text
 */
char *
tb_units_format_short (gint64 duration_us)
{
  const char *minus = duration_us < 0 ? "-" : "";
  guint64 us = duration_us < 0 ? -(guint64) duration_us : (guint64) duration_us;

  if (us < 1000)
    return g_strdup_printf ("%s%d us", minus, (int) us);
  if (us < 10 * TB_US_PER_MS)
    return g_strdup_printf ("%s%d.%d ms", minus, (int) (us / 1000), (int) (us / 100 % 10));
  if (us < TB_US_PER_SECOND)
    return g_strdup_printf ("%s%d ms", minus, (int) (us / TB_US_PER_MS));
  if (us < TB_US_PER_MINUTE)
    return g_strdup_printf ("%s%d.%d s", minus, (int) (us / TB_US_PER_SECOND), (int) (us / 100000 % 10));
  if (us < TB_US_PER_HOUR)
    return g_strdup_printf ("%s%d min %d s", minus, (int) (us / TB_US_PER_MINUTE), (int) (us / TB_US_PER_SECOND % 60));
  if (us < TB_US_PER_DAY)
    return g_strdup_printf ("%s%d h %d min", minus, (int) (us / TB_US_PER_HOUR), (int) (us / TB_US_PER_MINUTE % 60));
  return g_strdup_printf ("%s%d d %d h", minus, (int) (us / TB_US_PER_DAY), (int) (us / TB_US_PER_HOUR % 24));
}

/**
 * tb_units_format_clock:
 * @time_us: simulated time, not negative
 *
 * Writes simulated time as a clock: hours, minutes, seconds and milliseconds within the day, such as `04:12:09.250`.
 * The day's number is for the caller to add, in words of its own.
 *
 * Returns: (transfer full): the text
 */
char *
tb_units_format_clock (gint64 time_us)
{
  gint64 in_day = time_us % TB_US_PER_DAY;

  return g_strdup_printf ("%02d:%02d:%02d.%03d", (int) (in_day / TB_US_PER_HOUR), (int) (in_day / TB_US_PER_MINUTE % 60),
                          (int) (in_day / TB_US_PER_SECOND % 60), (int) (in_day / TB_US_PER_MS % 1000));
}

/**
 * tb_units_format_moment:
 * @unix_us: microseconds since 1970-01-01T00:00:00Z
 *
 * Returns: (transfer full): the moment in UTC to the second as RFC 3339 has it, such as `2026-03-02T06:00:00Z`
 */
char *
tb_units_format_moment (gint64 unix_us)
{
  gint64 seconds = unix_us / TB_US_PER_SECOND - (unix_us % TB_US_PER_SECOND < 0 ? 1 : 0);
  g_autoptr (GDateTime) when = g_date_time_new_from_unix_utc (seconds);

  return when ? g_date_time_format (when, "%Y-%m-%dT%H:%M:%SZ") : g_strdup ("out of range");
}

/**
 * tb_units_format_bytes:
 * @n_bytes: a size
 *
 * Returns: (transfer full): the size in bytes, or from 10,000 on in SI units, such as `2253 B`, `14.2 kB`
 */
char *
tb_units_format_bytes (guint64 n_bytes)
{
  static const char *const signs[] = { "kB", "MB", "GB", "TB", "PB", "EB" };
  guint64 unit = 1000;
  guint i = 0;

  if (n_bytes < 10000)
    return g_strdup_printf ("%d B", (int) n_bytes);
  for (; n_bytes / unit >= 1000; i++)
    unit *= 1000;
  return g_strdup_printf ("%d.%d %s", (int) (n_bytes / unit), (int) (n_bytes % unit / (unit / 10)), signs[i]);
}

/* --- reading durations --- */

typedef enum { FINE, NO_DURATION, TOO_LONG } Reading;

/* "4h10m": takes the longest sign that is a unit, so that "ms" wins over "m" followed by "s". */
static const Unit *
find_unit (const char *at, gsize *length)
{
  for (*length = 2; *length > 0; --*length)
    for (guint i = 0; i < G_N_ELEMENTS (units); i++)
      if (strlen (units[i].sign) == *length && g_ascii_strncasecmp (units[i].sign, at, *length) == 0)
        return &units[i];
  return NULL;
}

/* Before the T there are days only: a month or a year has no length. */
static const Unit *
find_iso_unit (char sign, gboolean in_time)
{
  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    if (sign != '\0' && units[i].iso_sign == sign && in_time == (sign != 'D'))
      return &units[i];
  return NULL;
}

/* Reads digits with an optional fraction as a whole number of microseconds of @unit_us, so that 0.1s is exact. */
static Reading
scale (const char *digits, gsize length, gint64 unit_us, gint64 *us)
{
  guint64 whole = 0, part = 0, scale_of_part = 1;
  gsize i = 0;

  for (; i < length && g_ascii_isdigit (digits[i]); i++)
    if (whole <= (guint64) TB_UNITS_MAX_US)
      whole = whole * 10 + (guint64) (digits[i] - '0');
  if (i == 0)
    return NO_DURATION;
  if (i < length)               /* a full stop */
    for (i++; i < length && g_ascii_isdigit (digits[i]); i++)
      if (scale_of_part < 1000000)
        part = part * 10 + (guint64) (digits[i] - '0'), scale_of_part *= 10;
  if (i < length)
    return NO_DURATION;
  if (whole > (guint64) (TB_UNITS_MAX_US / unit_us))
    return TOO_LONG;
  *us = (gint64) whole * unit_us + (gint64) (part * (guint64) unit_us / scale_of_part);
  return FINE;
}

/* One number with its unit; moves @at past it. */
static Reading
add_part (const char **at, gsize n_digits, const Unit *unit, gsize n_sign, gint64 *total)
{
  gint64 part = 0;
  Reading reading = unit != NULL ? scale (*at, n_digits, unit->us, &part) : NO_DURATION;

  if (reading != FINE)
    return reading;
  if (part > TB_UNITS_MAX_US - *total)
    return TOO_LONG;
  *total += part;
  *at += n_digits + n_sign;
  return FINE;
}

static Reading
read_plain (const char *at, gint64 *total)
{
  Reading reading = NO_DURATION;

  for (at += strspn (at, " "); *at != '\0'; at += strspn (at, " "))
    {
      gsize n_digits = strspn (at, "0123456789."), n_sign;
      const Unit *unit = find_unit (at + n_digits, &n_sign);

      reading = add_part (&at, n_digits, unit, n_sign, total);
      if (reading != FINE)
        break;
    }
  return reading;
}

/* ISO 8601 after the P: 90DT4H10M5S. */
static Reading
read_iso (const char *at, gint64 *total)
{
  gboolean in_time = FALSE;
  Reading reading = NO_DURATION;

  while (*at != '\0')
    {
      gsize n_digits = strspn (at, "0123456789.");

      if (*at == 'T' && !in_time)
        {
          in_time = TRUE;
          reading = NO_DURATION;        /* unless something follows */
          at++;
          continue;
        }
      reading = add_part (&at, n_digits, find_iso_unit (at[n_digits], in_time), 1, total);
      if (reading != FINE)
        break;
    }
  return reading;
}

/* The beginning of what was given, without half a character at its end. */
static char *
quote (const char *text)
{
  g_autofree char *beginning = g_strndup (text, MAX_QUOTED_BYTES);

  return g_utf8_make_valid (beginning, -1);
}

/**
 * tb_units_parse_duration:
 * @text: such as `90d 4h 10m 5s`, `400ms` or the ISO 8601 form `P90DT4H10M5S`
 * @duration_us: (out): microseconds, 0 to %TB_UNITS_MAX_US
 * @error: return location
 *
 * Returns: %FALSE with %TB_UNITS_ERROR_SYNTAX or %TB_UNITS_ERROR_RANGE when @text is no such duration
 */
gboolean
tb_units_parse_duration (const char *text, gint64 *duration_us, GError **error)
{
  gint64 total = 0;
  Reading reading = *text == 'P' ? read_iso (text + 1, &total) : read_plain (text, &total);
  g_autofree char *quoted = reading == FINE ? NULL : quote (text);

  switch (reading)
    {
    case FINE:
      *duration_us = total;
      return TRUE;
    case TOO_LONG:
      g_set_error (error, TB_UNITS_ERROR, TB_UNITS_ERROR_RANGE, "\"%s\" is more than 100 years", quoted);
      return FALSE;
    case NO_DURATION:
    default:
      g_set_error (error, TB_UNITS_ERROR, TB_UNITS_ERROR_SYNTAX, "\"%s\" is not a duration; write for example 90d 4h 10m 5s or 400ms", quoted);
      return FALSE;
    }
}

/**
 * tb_units_parse_moment:
 * @text: an RFC 3339 moment such as `2026-03-02T06:00:00Z`
 * @unix_us: (out): microseconds since 1970-01-01T00:00:00Z
 * @error: return location
 *
 * Returns: %FALSE with %TB_UNITS_ERROR_SYNTAX when @text is no such moment
 */
gboolean
tb_units_parse_moment (const char *text, gint64 *unix_us, GError **error)
{
  g_autoptr (GDateTime) when = g_date_time_new_from_iso8601 (text, NULL);

  if (when == NULL)
    {
      g_autofree char *quoted = quote (text);

      g_set_error (error, TB_UNITS_ERROR, TB_UNITS_ERROR_SYNTAX, "\"%s\" is not a moment; write for example 2026-03-02T06:00:00Z", quoted);
      return FALSE;
    }
  *unix_us = g_date_time_to_unix (when) * TB_US_PER_SECOND + g_date_time_get_microsecond (when);
  return TRUE;
}
