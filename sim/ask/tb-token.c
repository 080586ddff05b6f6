/* tb-token: see the header. Goes along the text as SQLite does; what SQLite would refuse is some token or other here, and SQLite says so later. */
#include <string.h>

#include "tb-token-private.h"

static const char *
skip_comment (const char *at)
{
  const char *end;

  if (at[0] == '-' && at[1] == '-')
    return at + strcspn (at, "\n");
  end = strstr (at + 2, "*/");
  return end != NULL ? end + 2 : at + strlen (at);
}

static const char *
skip_blanks (const char *at)
{
  for (;;)
    if (g_ascii_isspace (*at))
      at++;
    else if ((at[0] == '-' && at[1] == '-') || (at[0] == '/' && at[1] == '*'))
      at = skip_comment (at);
    else
      return at;
}

static gboolean
is_of_word (char c)
{
  return g_ascii_isalnum (c) || c == '_' || c == '$' || (guchar) c >= 0x80;
}

/* Returns where the text ends that begins with a quote at @at: behind the closing one, doubled ones being part of it. */
static const char *
find_end (const char *at)
{
  char quote = *at == '[' ? ']' : *at;

  for (at++; *at != '\0'; at++)
    if (*at == quote && at[1] == quote && quote != ']')
      at++;
    else if (*at == quote)
      return at + 1;
  return at;
}

gboolean
tb_token_next (const char **at, TbToken *token)
{
  const char *start = skip_blanks (*at), *end = start + 1;

  if (*start == '\0')
    return FALSE;
  *token = (TbToken) { TB_TOKEN_OTHER, start, 1 };
  if (strchr ("'\"`[", *start) != NULL)
    {
      end = find_end (start);
      token->kind = *start == '\'' ? TB_TOKEN_OTHER : TB_TOKEN_WORD;
      token->start = start + 1;
      token->length = end - start >= 2 ? (gsize) (end - start) - 2 : 0;
    }
  else if (is_of_word (*start))
    {
      while (is_of_word (*end))
        end++;
      token->kind = g_ascii_isdigit (*start) ? TB_TOKEN_OTHER : TB_TOKEN_WORD;
      token->length = (gsize) (end - start);
    }
  *at = end;
  return TRUE;
}

gboolean
tb_token_is (const TbToken *token, const char *word)
{
  return strlen (word) == token->length && g_ascii_strncasecmp (token->start, word, token->length) == 0;
}
