/* tb-trial-offer: what a ClientHello offers, as text: what a server found that has nothing in common with it. */
#include "tb-trial-judge.h"

#include "tb-hello-view.h"
#include "tb-names.h"

#define SCSV 0x00ff     /* no suite: it says that renegotiation is secure (RFC 5746) */

static gboolean
read_hello (TbTranscript *transcript, TbHelloView *hello)
{
  gsize n_bytes;
  const guint8 *bytes = tb_transcript_get_n_messages (transcript) > 0 ? tb_transcript_get_message_plain (transcript, 0, &n_bytes) : NULL;

  return bytes != NULL && tb_hello_view_read (hello, bytes, n_bytes, tb_transcript_is_datagrams (transcript)) && hello->type == TB_HELLO_CLIENT;
}

static char *
list_names (TbNames registry, TbCursor codes)
{
  GString *text = g_string_new (NULL);

  while (tb_cursor_left (&codes) >= 2)
    {
      guint code = (guint) tb_cursor_be (&codes, 2);
      const char *name = tb_names_find (registry, code);

      if (code != SCSV && name != NULL)
        g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", name);
    }
  return g_string_free (text, FALSE);
}

/* Where the extension is not there, the version is TLS 1.2 (RFC 9846 section 4.3.1). */
char *
tb_trial_list_versions (TbTranscript *transcript)
{
  TbHelloView hello;
  TbCursor content;

  if (!read_hello (transcript, &hello))
    return g_strdup ("no ClientHello");
  if (!tb_hello_view_find (&hello, TB_EXTENSION_VERSIONS, &content))
    return g_strdup (tb_names_find (TB_NAMES_VERSION, 0x0303));
  return list_names (TB_NAMES_VERSION, tb_cursor_slice (&content, tb_cursor_be (&content, 1)));
}

char *
tb_trial_list_suites (TbTranscript *transcript)
{
  TbHelloView hello;

  return read_hello (transcript, &hello) ? list_names (TB_NAMES_CIPHER, hello.ciphers) : g_strdup ("no ClientHello");
}
