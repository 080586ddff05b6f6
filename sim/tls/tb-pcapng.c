/* tb-pcapng: see the header. The file is written without a name, so that nothing is left of it whatever ends the program, named beside its place at the end and
 * renamed to it; where the file system knows no such files it has a name from the beginning. The first failure is kept and reported at the end. */
#include "tb-pcapng.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define BLOCK_SECTION_HEADER 0x0a0d0d0au
#define BLOCK_INTERFACE      1
#define BLOCK_PACKET         6
#define BLOCK_SECRETS        10
#define BYTE_ORDER_MAGIC     0x1a2b3c4du
#define OPTION_END           0
#define OPTION_COMMENT       1
#define OPTION_APPLICATION   4
#define OPTION_INTERFACE_RESOLUTION 9
#define RESOLUTION_MICROSECONDS     6
#define LINKTYPE_RAW         101
#define SECRETS_TLS_KEY_LOG  0x544c534bu

#define DESCRIPTORS "/proc/self/fd"
#define MAX_NAMES   1000

struct _TbPcapng
{
  char *path;
  char *beside;             /* its name until it is in its place, NULL while it has none */
  FILE *file;
  int failure;              /* errno of the first write that failed, 0 so far */
};

static void
put_u16 (GByteArray *out, guint16 value)
{
  guint16 le = GUINT16_TO_LE (value);

  g_byte_array_append (out, (const guint8 *) &le, sizeof le);
}

static void
put_u32 (GByteArray *out, guint32 value)
{
  guint32 le = GUINT32_TO_LE (value);

  g_byte_array_append (out, (const guint8 *) &le, sizeof le);
}

static void
put_padded (GByteArray *out, const void *bytes, gsize n_bytes)
{
  static const guint8 zeros[4];

  g_byte_array_append (out, bytes, n_bytes);
  g_byte_array_append (out, zeros, -n_bytes & 3);
}

static void
put_option (GByteArray *out, guint16 code, const void *bytes, gsize n_bytes)
{
  gsize n = MIN (n_bytes, G_MAXUINT16 - 3);

  put_u16 (out, code);
  put_u16 (out, n);
  put_padded (out, bytes, n);
}

static void
write_bytes (TbPcapng *pcapng, const void *bytes, gsize n_bytes)
{
  if (pcapng->failure == 0 && fwrite (bytes, 1, n_bytes, pcapng->file) != n_bytes)
    pcapng->failure = errno != 0 ? errno : EIO;
}

/* A block is its type, its length, the body and the length again. */
static void
write_block (TbPcapng *pcapng, guint32 type, GByteArray *body)
{
  guint32 length = body->len + 12;
  guint32 head[2] = { GUINT32_TO_LE (type), GUINT32_TO_LE (length) };

  write_bytes (pcapng, head, sizeof head);
  write_bytes (pcapng, body->data, body->len);
  write_bytes (pcapng, &head[1], sizeof head[1]);
}

static void
write_section_header (TbPcapng *pcapng, const char *comment)
{
  g_autoptr (GByteArray) body = g_byte_array_new ();

  put_u32 (body, BYTE_ORDER_MAGIC);
  put_u16 (body, 1);
  put_u16 (body, 0);
  put_u32 (body, G_MAXUINT32);          /* the section's length is not said: 64 bits of ones */
  put_u32 (body, G_MAXUINT32);
  if (comment != NULL)
    put_option (body, OPTION_COMMENT, comment, strlen (comment));
  put_option (body, OPTION_APPLICATION, "Trustbed", strlen ("Trustbed"));
  put_option (body, OPTION_END, NULL, 0);
  write_block (pcapng, BLOCK_SECTION_HEADER, body);
}

static void
write_interface (TbPcapng *pcapng)
{
  const guint8 resolution = RESOLUTION_MICROSECONDS;
  g_autoptr (GByteArray) body = g_byte_array_new ();

  put_u16 (body, LINKTYPE_RAW);
  put_u16 (body, 0);
  put_u32 (body, 0);                    /* packets are not cut */
  put_option (body, OPTION_INTERFACE_RESOLUTION, &resolution, sizeof resolution);
  put_option (body, OPTION_END, NULL, 0);
  write_block (pcapng, BLOCK_INTERFACE, body);
}

static void
set_failure (GError **error, const char *path, const char *what, int failure)
{
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (failure), "%s: %s: %s", path, what, g_strerror (failure));
}

/* Renaming over a device or a directory would destroy what nobody meant to touch. */
static gboolean
check_place (const char *path, GError **error)
{
  if (*path == '\0')
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_FILENAME, "the capture cannot be written: its file has no name");
      return FALSE;
    }
  if (!g_file_test (path, G_FILE_TEST_EXISTS) || g_file_test (path, G_FILE_TEST_IS_REGULAR))
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE, "%s: the capture cannot be written: not an ordinary file", path);
  return FALSE;
}

/* Returns: a descriptor, -1 where there are no files without names, or they could not be named later */
static int
open_nameless (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);

  return g_access (DESCRIPTORS, X_OK) == 0 ? open (folder, O_TMPFILE | O_WRONLY | O_CLOEXEC, 0666) : -1;
}

static FILE *
open_beside (const char *path, char **beside, GError **error)
{
  g_autofree char *name = g_strconcat (path, ".XXXXXX", NULL);
  int nameless = open_nameless (path);
  int fd = nameless >= 0 ? nameless : g_mkstemp_full (name, O_WRONLY | O_CLOEXEC, 0666);
  FILE *file = fd >= 0 ? fdopen (fd, "wb") : NULL;

  if (file == NULL)
    {
      set_failure (error, path, "the capture cannot be written", errno);
      if (fd >= 0)
        close (fd);
      return NULL;
    }
  *beside = nameless < 0 ? g_steal_pointer (&name) : NULL;
  return file;
}

/* Gives a file without a name one beside its place. Returns: 0 or an errno */
static int
give_name (TbPcapng *pcapng)
{
  g_autofree char *descriptor = g_strdup_printf (DESCRIPTORS "/%d", fileno (pcapng->file));

  for (guint i = 0; pcapng->beside == NULL && i < MAX_NAMES; i++)
    {
      g_autofree char *name = g_strdup_printf ("%s.%d-%u", pcapng->path, (int) getpid (), i);

      if (linkat (AT_FDCWD, descriptor, AT_FDCWD, name, AT_SYMLINK_FOLLOW) == 0)
        pcapng->beside = g_steal_pointer (&name);
      else if (errno != EEXIST)
        return errno;
    }
  return pcapng->beside != NULL ? 0 : EEXIST;
}

/**
 * tb_pcapng_new:
 * @path: where the file is to be
 * @comment: (nullable): what the file is, UTF-8
 * @error: (out): a #GIOErrorEnum when nothing can be written there
 *
 * Begins a capture file. What was at @path stays there until [func@pcapng_close].
 *
 * Returns: (transfer full) (nullable): the file
 */
TbPcapng *
tb_pcapng_new (const char *path, const char *comment, GError **error)
{
  char *beside = NULL;
  FILE *file;
  TbPcapng *pcapng;

  if (!check_place (path, error))
    return NULL;
  file = open_beside (path, &beside, error);
  if (file == NULL)
    return NULL;
  pcapng = g_new0 (TbPcapng, 1);
  pcapng->path = g_strdup (path);
  pcapng->beside = beside;
  pcapng->file = file;
  write_section_header (pcapng, comment);
  write_interface (pcapng);
  return pcapng;
}

static void
release (TbPcapng *pcapng)
{
  g_free (pcapng->path);
  g_free (pcapng->beside);
  g_free (pcapng);
}

/**
 * tb_pcapng_abandon:
 * @pcapng: (transfer full) (nullable): a capture file
 *
 * Forgets it: nothing is left behind, and what was at its path is untouched.
 */
void
tb_pcapng_abandon (TbPcapng *pcapng)
{
  if (pcapng == NULL)
    return;
  fclose (pcapng->file);
  if (pcapng->beside != NULL)
    g_unlink (pcapng->beside);
  release (pcapng);
}

static int
finish_file (TbPcapng *pcapng)
{
  int failure = pcapng->failure;

  if (failure == 0 && (fflush (pcapng->file) != 0 || fsync (fileno (pcapng->file)) != 0))
    failure = errno;
  if (failure == 0)
    failure = give_name (pcapng);
  if (fclose (pcapng->file) != 0 && failure == 0)
    failure = errno;
  if (failure == 0 && g_rename (pcapng->beside, pcapng->path) != 0)
    failure = errno;
  if (failure != 0 && pcapng->beside != NULL)
    g_unlink (pcapng->beside);
  return failure;
}

/**
 * tb_pcapng_close:
 * @pcapng: (transfer full): a capture file
 * @error: (out): a #GIOErrorEnum when any of it could not be written
 *
 * Puts the file in its place.
 *
 * Returns: whether the whole file is there; otherwise nothing is left behind
 */
gboolean
tb_pcapng_close (TbPcapng *pcapng, GError **error)
{
  int failure = finish_file (pcapng);

  if (failure != 0)
    set_failure (error, pcapng->path, "the capture could not be written", failure);
  release (pcapng);
  return failure == 0;
}

/**
 * tb_pcapng_add_packet:
 * @pcapng: a capture file
 * @unix_us: when it was on the link; before 1970 counts as 1970
 * @packet: (array length=n_bytes): the packet from its IP header on
 * @n_bytes: its length
 * @comment: (nullable): what is to be said about it, UTF-8
 *
 * Adds a packet.
 */
void
tb_pcapng_add_packet (TbPcapng *pcapng, gint64 unix_us, const guint8 *packet, gsize n_bytes, const char *comment)
{
  g_autoptr (GByteArray) body = g_byte_array_sized_new (n_bytes + 24);
  guint64 when = MAX (unix_us, 0);

  put_u32 (body, 0);
  put_u32 (body, when >> 32);
  put_u32 (body, when & G_MAXUINT32);
  put_u32 (body, n_bytes);
  put_u32 (body, n_bytes);
  put_padded (body, packet, n_bytes);
  if (comment != NULL)
    {
      put_option (body, OPTION_COMMENT, comment, strlen (comment));
      put_option (body, OPTION_END, NULL, 0);
    }
  write_block (pcapng, BLOCK_PACKET, body);
}

/**
 * tb_pcapng_add_key_log:
 * @pcapng: a capture file
 * @lines: lines of an NSS key log
 *
 * Adds TLS secrets for the packets that follow.
 */
void
tb_pcapng_add_key_log (TbPcapng *pcapng, const char *lines)
{
  g_autoptr (GByteArray) body = g_byte_array_new ();
  gsize n_bytes = strlen (lines);

  put_u32 (body, SECRETS_TLS_KEY_LOG);
  put_u32 (body, n_bytes);
  put_padded (body, lines, n_bytes);
  write_block (pcapng, BLOCK_SECRETS, body);
}
