/* tb-variate: waiting times, choices and counts drawn from a stream, in whole numbers.
 *
 * What an outbreak draws decides in which order things happen, so nothing here is floating point: the same stream gives the same draws on every
 * machine. Waiting times have 58 bits after the point, logarithms 56, means of counts 32. */
#pragma once

#include "tb-stream.h"

G_BEGIN_DECLS

/**
 * TbWide:
 *
 * 128 bits without a sign: products of two 64-bit numbers, rates and times with a fraction.
 */
G_GNUC_EXTENSION typedef unsigned __int128 TbWide;

#define TB_VARIATE_EXPONENTIAL_BITS 58
#define TB_VARIATE_LN_BITS          56
#define TB_VARIATE_MEAN_BITS        32

guint64 tb_variate_below       (TbStream *stream, guint64 bound);
gboolean tb_variate_chance     (TbStream *stream, guint64 probability);
guint64 tb_variate_exponential (TbStream *stream);
gint64  tb_variate_ln          (guint64 x);
guint64 tb_variate_poisson     (TbStream *stream, TbWide mean);

G_END_DECLS
