import { describeEveryPageIn } from './every-page';

describeEveryPageIn('he');
