/* tb-pattern: see the header. LIKE knows no difference between the capital and the small letters of ASCII, GLOB does. */
#include "tb-pattern-private.h"

/* Takes one character, whatever the bytes are. */
static gunichar
take (const char **text)
{
  gunichar character = g_utf8_get_char_validated (*text, -1);

  if (character > 0x10ffff)
    return (guchar) *(*text)++;
  *text = g_utf8_next_char (*text);
  return character;
}

static gunichar
fold (const TbPattern *pattern, gunichar character)
{
  return pattern->kind == TB_PATTERN_LIKE && character < 0x80 ? (gunichar) g_ascii_tolower ((char) character) : character;
}

static gboolean
is_many (const TbPattern *pattern, const char *at)
{
  return *at == (pattern->kind == TB_PATTERN_LIKE ? '%' : '*') && (gunichar) *at != pattern->escape;
}

/* Whether a set of GLOB that begins after its bracket has @character; goes past the set, or to its end where it has none. */
static gboolean
is_in_set (const char **set, gunichar character)
{
  gboolean wanted = **set != '^', found = FALSE;
  gunichar previous = 0, one;

  if (!wanted)
    (*set)++;
  for (gboolean first = TRUE; **set != '\0' && (first || **set != ']'); first = FALSE)
    {
      one = take (set);
      if (one == '-' && !first && previous != 0 && **set != ']' && **set != '\0')
        {
          one = take (set);
          found = found || (character >= previous && character <= one);
          previous = 0;
        }
      else
        {
          found = found || one == character;
          previous = one;
        }
    }
  if (**set == '\0')
    return FALSE;
  (*set)++;
  return found == wanted;
}

/* Whether what stands at @at, which is not "many", is @character; goes past it if so. A set is looked at up to its end. */
static gboolean
take_one (const TbPattern *pattern, const char **at, gunichar character, guint64 *n_steps)
{
  const char *next = *at;
  gunichar one = take (&next);
  gboolean good;

  if (pattern->escape != 0 && one == pattern->escape)
    good = *next != '\0' && fold (pattern, take (&next)) == fold (pattern, character);
  else if (one == (pattern->kind == TB_PATTERN_LIKE ? '_' : '?'))
    good = TRUE;
  else if (pattern->kind == TB_PATTERN_GLOB && one == '[')
    good = is_in_set (&next, character);
  else
    good = fold (pattern, one) == fold (pattern, character);
  *n_steps += (guint64) (next - *at);
  if (good)
    *at = next;
  return good;
}

gboolean
tb_pattern_match (const TbPattern *pattern, const char *text, guint64 *n_steps)
{
  const char *at = pattern->text, *after_many = NULL, *resume = NULL;

  while (*text != '\0')
    {
      const char *next = text;
      gunichar character = take (&next);

      (*n_steps)++;
      if (is_many (pattern, at))
        {
          after_many = ++at;
          resume = text;
        }
      else if (*at != '\0' && take_one (pattern, &at, character, n_steps))
        text = next;
      else if (after_many != NULL)
        {
          at = after_many;
          take (&resume);
          text = resume;
        }
      else
        return FALSE;
    }
  while (is_many (pattern, at))
    at++;
  return *at == '\0';
}
