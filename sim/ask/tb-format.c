/* tb-format: see the header. Takes the format apart and has SQLite write one conversion after the other, each of them known to fit. */
#include "tb-format-private.h"

#include <string.h>

#define FLAGS "-+ 0#!,"

typedef struct
{
  sqlite3_str *text;
  sqlite3_value **values;
  int n_values;
  int next;
  gint64 most_bytes;
  gboolean is_too_long;
} Printer;

/* One conversion: `%` flags width . precision letter; -1 for no precision. */
typedef struct
{
  char flags[8];
  gint64 width;
  gint64 precision;
  char letter;
} Conversion;

static sqlite3_value *
take_value (Printer *printer)
{
  return printer->next < printer->n_values ? printer->values[printer->next++] : NULL;
}

static gint64
take_int (Printer *printer)
{
  sqlite3_value *value = take_value (printer);

  return value != NULL ? sqlite3_value_int64 (value) : 0;
}

static double
take_real (Printer *printer)
{
  sqlite3_value *value = take_value (printer);

  return value != NULL ? sqlite3_value_double (value) : 0;
}

static const char *
take_text (Printer *printer)
{
  sqlite3_value *value = take_value (printer);

  return value != NULL ? (const char *) sqlite3_value_text (value) : NULL;
}

static void
add_flag (Conversion *conversion, char flag)
{
  gsize n = strlen (conversion->flags);

  if (strchr (conversion->flags, flag) == NULL && n + 1 < sizeof conversion->flags)
    conversion->flags[n] = flag;
}

/* Digits, or `*` for a value; no more than fits in any text. */
static gint64
read_number (Printer *printer, const char **at)
{
  gint64 number = 0;

  if (**at == '*')
    {
      (*at)++;
      number = take_int (printer);
      return CLAMP (number, -G_MAXINT, G_MAXINT);
    }
  for (; g_ascii_isdigit (**at); (*at)++)
    number = MIN (number * 10 + (**at - '0'), G_MAXINT);
  return number;
}

static void
read_conversion (Printer *printer, const char **at, Conversion *conversion)
{
  *conversion = (Conversion) { .precision = -1 };
  for (; **at != '\0' && strchr (FLAGS, **at) != NULL; (*at)++)
    add_flag (conversion, **at);
  conversion->width = read_number (printer, at);
  if (conversion->width < 0)
    {
      add_flag (conversion, '-');
      conversion->width = -conversion->width;
    }
  if (**at == '.')
    {
      (*at)++;
      conversion->precision = read_number (printer, at);
      conversion->precision = ABS (conversion->precision);
    }
  while (**at == 'l')
    (*at)++;
  conversion->letter = **at;
  if (**at != '\0')
    (*at)++;
}

static gboolean
fits (Printer *printer, const Conversion *conversion)
{
  gint64 most = MAX (conversion->width, conversion->precision);

  printer->is_too_long = printer->is_too_long || sqlite3_str_length (printer->text) + most > printer->most_bytes;
  return !printer->is_too_long;
}

static void
print_int (Printer *printer, const Conversion *conversion, const char *spec)
{
  gint64 value = take_int (printer);

  if (conversion->precision >= 0)
    sqlite3_str_appendf (printer->text, spec, (int) conversion->width, (int) conversion->precision, value);
  else
    sqlite3_str_appendf (printer->text, spec, (int) conversion->width, value);
}

static void
print_real (Printer *printer, const Conversion *conversion, const char *spec)
{
  double value = take_real (printer);

  if (conversion->precision >= 0)
    sqlite3_str_appendf (printer->text, spec, (int) conversion->width, (int) conversion->precision, value);
  else
    sqlite3_str_appendf (printer->text, spec, (int) conversion->width, value);
}

static void
print_text (Printer *printer, const Conversion *conversion, const char *spec)
{
  const char *value = take_text (printer);

  if (conversion->precision >= 0)
    sqlite3_str_appendf (printer->text, spec, (int) conversion->width, (int) conversion->precision, value);
  else
    sqlite3_str_appendf (printer->text, spec, (int) conversion->width, value);
}

/* The first character, as often as the precision says. */
static void
print_character (Printer *printer, const Conversion *conversion, const char *spec)
{
  const char *text = take_text (printer);
  gunichar character = text != NULL && *text != '\0' ? g_utf8_get_char_validated (text, -1) : 0;

  if (character > 0x10ffff)
    character = (guchar) *text;
  if (character == 0)
    sqlite3_str_appendf (printer->text, "%*s", (int) conversion->width, "");
  else if (conversion->precision >= 0)
    sqlite3_str_appendf (printer->text, spec, (int) conversion->width, (int) conversion->precision, character);
  else
    sqlite3_str_appendf (printer->text, spec, (int) conversion->width, character);
}

typedef struct
{
  const char *letters;
  const char *size;
  void (*print) (Printer *printer, const Conversion *conversion, const char *spec);
} Kind;

static const Kind kinds[] = {
  { "diuxXo", "ll", print_int },
  { "feEgG", "", print_real },
  { "sqQw", "", print_text },
  { "c", "", print_character },
};

/* FALSE for a letter that is none, where SQLite stops as well. */
static gboolean
print_conversion (Printer *printer, const Conversion *conversion)
{
  for (guint i = 0; conversion->letter != '\0' && i < G_N_ELEMENTS (kinds); i++)
    if (strchr (kinds[i].letters, conversion->letter) != NULL)
      {
        char spec[24];

        g_snprintf (spec, sizeof spec, "%%%s*%s%s%c", conversion->flags, conversion->precision >= 0 ? ".*" : "", kinds[i].size, conversion->letter);
        kinds[i].print (printer, conversion, spec);
        return TRUE;
      }
  return FALSE;
}

static void
print_all (Printer *printer, const char *at)
{
  while (*at != '\0')
    {
      gsize plain = strcspn (at, "%");
      Conversion conversion;

      sqlite3_str_append (printer->text, at, (int) plain);
      at += plain;
      if (*at == '\0')
        return;
      at++;
      if (*at == '%' || *at == '\0')
        {
          sqlite3_str_appendchar (printer->text, 1, '%');
          at += *at != '\0';
          continue;
        }
      read_conversion (printer, &at, &conversion);
      if (!fits (printer, &conversion) || !print_conversion (printer, &conversion))
        return;
    }
}

char *
tb_format_print (int argc, sqlite3_value **argv, int most_bytes, gboolean *is_too_long)
{
  const char *format = argc > 0 ? (const char *) sqlite3_value_text (argv[0]) : NULL;
  Printer printer = { .values = argv + 1, .n_values = argc - 1, .most_bytes = most_bytes };

  *is_too_long = FALSE;
  if (format == NULL)
    return NULL;
  printer.text = sqlite3_str_new (NULL);
  print_all (&printer, format);
  *is_too_long = printer.is_too_long || sqlite3_str_length (printer.text) > most_bytes;
  return sqlite3_str_finish (printer.text);
}
