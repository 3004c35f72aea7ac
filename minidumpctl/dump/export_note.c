/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "minidumpctl/dump/export_note.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "minidumpctl/dump/dump.h"
#include "minidumpctl/print/escaped.h"
#include "minidumpctl/print/size_text.h"

static size_t count_strings(struct bytes text)
{
	size_t count = 0;

	for (size_t i = 0; i < text.size; i++)
		count += text.data[i] == '\0';
	return count;
}

static void put_files(FILE *note, const struct dump_file *file)
{
	const char *path = dump_file_name(file), *slash = strrchr(path, '/');
	_cleanup_free_ char *name = escaped_copy(slash ? slash + 1 : path);

	(void)fprintf(note,
		      "A crash report of minidumpd: %s\n"
		      "\n"
		      "Files:\n"
		      "  README.txt   this note\n",
		      name ? name : "");
	if (file->fd >= 0)
		(void)fprintf(note,
			      "  *.dmp        the minidump: what was captured of the process\n");
	if (file->extra_path)
		(void)fprintf(note, "  *.extra      the same crash in words: a JSON object\n");
}

/* What a person may not want to hand over. */
static void put_contents(FILE *note, const struct dump *dump)
{
	const struct crash_capture *capture = dump->capture;
	char memory[SIZE_TEXT_SIZE];

	size_text(memory_plan_bytes(&capture->memory), memory);
	(void)fprintf(note,
		      "\n"
		      "The minidump holds:\n"
		      "  %zu threads: names, registers and parts of their stacks\n"
		      "  %s of the process's memory, which may hold anything that the\n"
		      "    program worked on: keys, passwords, documents, messages\n"
		      "  %zu modules and %zu mappings: paths of programs and libraries\n"
		      "  %zu open descriptors: paths of files\n"
		      "  %zu arguments of the command line\n"
		      "  %zu environment variables, those that are not harmless by name only\n"
		      "  %zu annotations that the program left\n"
		      "  user and group ids, directories, control group, limits, the kernel's\n"
		      "    version and the processor's model\n",
		      capture->n_threads, memory, capture->n_modules, capture->n_mappings,
		      capture->n_fds, count_strings(capture->texts[TEXT_cmdline]),
		      count_strings(capture->texts[TEXT_environ]), capture->n_annotations);
}

static void put_note(FILE *note, const struct dump_file *file)
{
	_cleanup_(dump_done) struct dump dump = DUMP_INIT;

	put_files(note, file);
	if (file->fd < 0)
		(void)fprintf(note, "\nThere is no minidump of this crash.\n");
	else if (dump_read(file, &dump) == 0)
		put_contents(note, &dump);
	else
		(void)fprintf(note,
			      "\nThe minidump could not be read: what it holds is not known.\n");
	if (file->extra_path)
		(void)fprintf(note, "\nThe .extra file names the program, its command line, user "
				    "and directories.\n");
	(void)fprintf(note, "\nLook at what you pass on: minidumpctl(1) shows it.\n");
}

char *export_note(const struct dump_file *file)
{
	char *text = NULL;
	size_t size;
	FILE *note = open_memstream(&text, &size);

	if (!note)
		return NULL;
	put_note(note, file);
	if (fclose(note) == 0)
		return text;
	free(text);
	return NULL;
}
