#!/bin/sh
# One Slurm allocation that holds scheduler, workers and the study itself.
#SBATCH --nodes=4
#SBATCH --ntasks=5
#SBATCH --cpus-per-task=8
#SBATCH --time=04:00:00
source "$HOME/carehome/.venv/bin/activate"
srun --ntasks=1 dask scheduler --scheduler-file scheduler.json --no-dashboard &
srun --ntasks=4 dask worker --scheduler-file scheduler.json --nthreads 8 --no-nanny --no-dashboard &
carehome sensitivity study.toml --cluster allocation.toml --out results/study --resume
python -c "from distributed import Client; Client(scheduler_file='scheduler.json').shutdown()"
