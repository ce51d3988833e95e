using System.Diagnostics;
using System.Globalization;

namespace ServiceAccounts.Benchmarks.Tokens;

/// <summary>What a process and those that it started have used, by the operating system's account.</summary>
/// <param name="CpuSeconds">Processor time since the start, in user and kernel mode.</param>
/// <param name="WorkingSet">Memory now, in bytes.</param>
internal readonly record struct ProcessUse(double CpuSeconds, long WorkingSet)
{
    public static ProcessUse Of(Process process)
    {
        process.Refresh();
        var use = new ProcessUse(process.TotalProcessorTime.TotalSeconds, process.WorkingSet64);
        foreach (var child in ChildrenOf(process.Id))
        {
            using (child)
            {
                var ofChild = Of(child);
                use = new ProcessUse(use.CpuSeconds + ofChild.CpuSeconds, use.WorkingSet + ofChild.WorkingSet);
            }
        }

        return use;
    }

    // proc(5): the file is there where the kernel keeps it; elsewhere no contestant has children.
    private static IEnumerable<Process> ChildrenOf(int process)
    {
        var file = string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/task/{process}/children");
        return File.Exists(file)
            ? File.ReadAllText(file).Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(id => Process.GetProcessById(int.Parse(id, CultureInfo.InvariantCulture)))
            : [];
    }
}
