/* tb-units: times and sizes in words, and back.
 *
 * Simulated time is a signed 64-bit count of microseconds since the start of the run. This is the only place that knows
 * how a duration, a moment or a size is written. Words here are for people's eyes but not translated: digits and SI signs. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define TB_US_PER_MS     ((gint64) 1000)
#define TB_US_PER_SECOND ((gint64) 1000000)
#define TB_US_PER_MINUTE (60 * TB_US_PER_SECOND)
#define TB_US_PER_HOUR   (60 * TB_US_PER_MINUTE)
#define TB_US_PER_DAY    (24 * TB_US_PER_HOUR)

/**
 * TB_UNITS_MAX_US:
 *
 * The longest duration that is read: 100 years.
 */
#define TB_UNITS_MAX_US  (36525 * TB_US_PER_DAY)

#define TB_UNITS_ERROR (tb_units_error_quark ())
typedef enum
{
  TB_UNITS_ERROR_SYNTAX,
  TB_UNITS_ERROR_RANGE,
} TbUnitsError;
GQuark   tb_units_error_quark    (void);

char    *tb_units_format_duration (gint64 duration_us);
char    *tb_units_format_short    (gint64 duration_us);
char    *tb_units_format_clock    (gint64 time_us);
char    *tb_units_format_moment   (gint64 unix_us);
char    *tb_units_format_bytes    (guint64 n_bytes);
gboolean tb_units_parse_duration  (const char *text, gint64 *duration_us, GError **error);
gboolean tb_units_parse_moment    (const char *text, gint64 *unix_us, GError **error);

G_END_DECLS
